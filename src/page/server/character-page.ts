import { describeValue } from '../../describe-value.ts'
import { encodeText } from '../../http/bytes.ts'
import { isKnown } from '../../http/conditional.ts'
import type { HttpAnswer, HttpHeaders } from '../../http/exchange.ts'
import type { CharacterPage } from '../../http/hosted-page.ts'
import { checkOptions, type KnownOptions } from '../../known-options.ts'
import { describeInvalidLabel } from '../../model/label.ts'
import { pageAssets } from './assets.ts'
import { htmlDocument } from './document.ts'
import { ServedFile } from './served-file.ts'

/** Options of `characterPage`. */
export interface CharacterPageOptions {
  /**
   * What the page is called, in its head and in the tab: 1 to 100 code points.
   *
   * @default 'Characters'
   */
  readonly title?: string | undefined
  /**
   * The label by which characters are published: the page offers it first wherever a label is set or
   * chosen.
   *
   * @default 'production'
   */
  readonly label?: string | undefined
}

const OPTIONS: KnownOptions<CharacterPageOptions> = { title: true, label: true }
const MAX_TITLE = 100
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data: blob:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"

/**
 * Makes the page on which people read and write characters in a browser, for the option `page` of any
 * mount: served at `{basePath}/-/page`, it does through the API of that mount what the mount allows its
 * user, and nothing more.
 *
 * @throws {TypeError} when an option is not usable, naming it
 *
 * @example
 * ```ts
 * app.use('/api', createNodeHandler(service, { authorize, view: 'full', page: characterPage() }))
 * // http://localhost:3000/api/characters/-/page
 * ```
 */
export function characterPage(options?: CharacterPageOptions): CharacterPage {
  checkOptions('characterPage', options ?? {}, OPTIONS)
  const { title = 'Characters', label = 'production' } = options ?? {}
  const isText = typeof title === 'string' && title.isWellFormed()
  const length = isText ? [...title.trim()].length : 0
  if (length < 1 || length > MAX_TITLE) refuse('title', `a text of 1 to ${MAX_TITLE}`, title)
  if (describeInvalidLabel(label) !== null) refuse('label', "a label like 'production'", label)
  const assets = pageAssets()
  const body = encodeText(htmlDocument(title, label, assets))
  const hashes = `${assets.script.file}${assets.style.file}`.replace(/[^\w-]/g, '')
  const headers = headersOf(body, `"${hashes}.${label}.${encodeURIComponent(title)}"`)
  const files = new Map(
    Object.values(assets).map((asset) => [asset.file, new ServedFile(asset)] as const),
  )
  return {
    answer(file, header) {
      if (file !== null) return files.get(file)?.answer(header('accept-encoding')) ?? null
      return pageAnswer(headers, body, header('if-none-match'))
    },
  }
}

function pageAnswer(
  headers: HttpHeaders & { readonly etag: string },
  body: Uint8Array,
  ifNoneMatch: string | undefined,
): HttpAnswer {
  if (ifNoneMatch === undefined || !isKnown(ifNoneMatch, headers.etag)) {
    return { status: 200, headers, body }
  }
  const { etag, 'cache-control': cacheControl = '' } = headers
  return { status: 304, headers: { etag, 'cache-control': cacheControl }, body: null }
}

function headersOf(body: Uint8Array, etag: string): HttpHeaders & { readonly etag: string } {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-length': String(body.length),
    etag,
    // Asks each time, so that a new release shows at once, and nobody else keeps it.
    'cache-control': 'private, no-cache',
    'content-security-policy': POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}

function refuse(option: string, wanted: string, got: unknown): never {
  throw new TypeError(`characterPage: ${option} must be ${wanted}, got ${describeValue(got)}`)
}
