/** One file of the page, as the build puts it here. */
export interface PageAsset {
  /** Its name holds a hash of what is in it: `app-1a2b3c4d.js`. */
  readonly file: string
  /** Such as `text/css`. */
  readonly type: string
  /** What is in it, compressed by gzip, as base64. */
  readonly gzip: string
}

/** What the build made of `src/page/app`. */
export interface PageAssets {
  readonly script: PageAsset
  readonly style: PageAsset
}

// JSON, put in by whatever builds or runs the sources: see `scripts/page-assets.mjs`.
declare const PAGE_ASSETS: string

/** The script and the style of the page. */
export function pageAssets(): PageAssets {
  return JSON.parse(PAGE_ASSETS) as PageAssets
}
