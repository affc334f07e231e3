import type { Character } from '../model/character.ts'
import type { AttributeSchemas } from '../model/character-model.ts'
import type { Admission } from './admission.ts'
import type { BodyLimits } from './body/read-body.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import type { HealthCheck } from './health.ts'
import type { CharacterPage } from './hosted-page.ts'
import { single } from './list-query.ts'
import type { EndpointPath } from './path/locator.ts'
import type { WireForms } from './wire-form.ts'

/** What all operations of one mount share. */
export interface EndpointParts {
  readonly forms: WireForms
  /** What promises of the service have given. */
  readonly settled: WeakMap<Promise<Character>, Character>
  readonly limits: BodyLimits
  /** The attributes that a query of a list may ask for. */
  readonly filters: AttributeSchemas
  readonly cacheControl: string
  /** The OpenAPI document as JSON. */
  readonly openApi: () => Uint8Array
  readonly health: HealthCheck
  readonly page: CharacterPage | undefined
}

/** What one operation works with. */
export interface EndpointScope extends Admission {
  readonly parts: EndpointParts
  readonly request: HttpRequest<unknown>
  readonly path: EndpointPath
}

/** Carries out an operation that `authorize` has allowed. */
export type Endpoint = (scope: EndpointScope) => HttpAnswer | Promise<HttpAnswer>

/** What every write is given: when to give up, who writes, and why. */
export function writeOptions({ request, by }: EndpointScope): {
  readonly signal: AbortSignal | undefined
  readonly by: string | undefined
  readonly note: string | undefined
} {
  const { query, signal } = request
  const note = query === '' ? undefined : single(new URLSearchParams(query), 'note')
  return { signal, by, note }
}
