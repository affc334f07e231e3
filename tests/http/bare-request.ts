import type { HttpRequest, RequestBody } from '../../src/http/exchange.ts'

/** A request of JSON as mounts make them, without a server: what is not given is that of a plain PUT. */
export function bareRequest({
  body,
  ...parts
}: Partial<HttpRequest<null>> & { readonly body: RequestBody }): HttpRequest<null> {
  const headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' }
  return {
    method: 'PUT',
    path: '/characters/luna',
    query: '',
    native: null,
    signal: undefined,
    header: (name) => headers[name],
    conditions: () => null,
    hasUnreadBody: () => false,
    body,
    ...parts,
  }
}
