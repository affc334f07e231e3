// `node --import ./scripts/with-page.mjs …`: runs the sources of `dramatis/page` as the build does.
import { pageAssets } from './page-assets.mjs'

globalThis.PAGE_ASSETS = await pageAssets()
