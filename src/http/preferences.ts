import type { HttpRequest } from './exchange.ts'

/**
 * Whether a client prefers something (RFC 7240): `return=representation`, `handling=strict`.
 *
 * @param preference in lower case
 */
export function prefers(request: HttpRequest<unknown>, preference: string): boolean {
  const said = request.header('prefer')?.toLowerCase() ?? ''
  return said.split(',').some((one) => one.split(';', 1)[0]?.replace(/[\s"]/g, '') === preference)
}
