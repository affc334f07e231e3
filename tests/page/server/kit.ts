import { gunzipSync } from 'node:zlib'
import type { HandlerOptions } from '../../../src/http/handler-options.ts'
import { createCharacterHandler } from '../../../src/http/mounts/fetch.ts'
import { type CharacterPageOptions, characterPage } from '../../../src/page.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'

/** Where the page is. */
export const PAGE = '/characters/-/page'

/** Sends a request to a mount with the page. */
export type Ask = (
  path: string,
  headers?: Readonly<Record<string, string>>,
  method?: string,
) => Promise<Response>

/** A mount with a page that is made with these options. */
export function mountedPage(
  page: CharacterPageOptions = {},
  options: Partial<HandlerOptions<Request>> = {},
): Ask {
  return asked({ page: characterPage(page), ...options })
}

/** A mount with these options. */
export function asked(options: Partial<HandlerOptions<Request>>): Ask {
  const service = new CharacterService({ storage: memoryStorage() })
  const handler = createCharacterHandler(service, { authorize: 'public', ...options })
  return (path, headers = {}, method = 'GET') =>
    handler(new Request(`http://host.test${path}`, { method, headers }))
}

/** The relative addresses of the script and the style in the page, made absolute. */
export async function assetPaths(ask: Ask): Promise<readonly string[]> {
  const html = await (await ask(PAGE)).text()
  const addresses = [...html.matchAll(/(?:href|src)="(page\/[^"]+)"/g)].map(([, one]) => one ?? '')
  return addresses.map((one) => new URL(one, `http://host.test${PAGE}`).pathname)
}

/** What is in an answer, after its encoding. */
export async function plainText(response: Response): Promise<string> {
  const bytes = Buffer.from(await response.arrayBuffer())
  const isPacked = response.headers.get('content-encoding') === 'gzip'
  return (isPacked ? gunzipSync(bytes) : bytes).toString()
}
