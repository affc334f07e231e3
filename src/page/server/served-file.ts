import { encodeText } from '../../http/bytes.ts'
import type { HttpAnswer, HttpHeaders } from '../../http/exchange.ts'
import type { PageAsset } from './assets.ts'

/** A file of the page that never changes, compressed where the client takes that. */
export class ServedFile {
  readonly #asset: PageAsset
  readonly #packed: Uint8Array
  #plain: Promise<Uint8Array> | undefined

  constructor(asset: PageAsset) {
    this.#asset = asset
    this.#packed = bytesOf(asset.gzip)
  }

  async answer(acceptEncoding: string | undefined): Promise<HttpAnswer> {
    if (takesGzip(acceptEncoding)) {
      return { status: 200, headers: this.#headers(this.#packed, 'gzip'), body: this.#packed }
    }
    this.#plain ??= unpacked(this.#packed)
    const body = await this.#plain
    return { status: 200, headers: this.#headers(body), body }
  }

  #headers(body: Uint8Array, encoding?: string): HttpHeaders {
    return {
      'content-type': this.#asset.type,
      'content-length': String(body.length),
      ...(encoding !== undefined && { 'content-encoding': encoding }),
      vary: 'accept-encoding',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    }
  }
}

/** Whether `Accept-Encoding` (RFC 9110, section 12.5.3) names gzip, or anything, and does not refuse it. */
function takesGzip(accepted: string | undefined): boolean {
  const codings = (accepted ?? '').toLowerCase().split(',').map(readCoding)
  const named =
    codings.find(({ name }) => name === 'gzip') ?? codings.find(({ name }) => name === '*')
  return named?.isTaken ?? false
}

function readCoding(text: string): { readonly name: string; readonly isTaken: boolean } {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim())
  return { name, isTaken: !parameters.some((one) => /^q=0(?:\.0*)?$/.test(one)) }
}

function bytesOf(base64: string): Uint8Array {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return typeof globalThis.Buffer === 'function' ? globalThis.Buffer.from(bytes.buffer) : bytes
}

async function unpacked(packed: Uint8Array): Promise<Uint8Array> {
  const body = new Response(packed as Uint8Array<ArrayBuffer>).body
  const text = await new Response(body?.pipeThrough(new DecompressionStream('gzip'))).text()
  return encodeText(text)
}
