import { LIST_PARAMETERS } from '../http/list-parameters.ts'
import { isPlainObject } from '../model/plain-json.ts'
import { checkSearchText, type FindOptions, refuse } from '../service/arguments.ts'

/** Asks the server to refuse what it does not know: passed over, it would show everything. */
export const STRICT: { readonly prefer: string } = { prefer: 'handling=strict' }

/**
 * Says in a query what is looked for. Which fields can be asked for, the server judges.
 *
 * @param query what it says already
 * @returns `null` when nothing can be found
 * @throws {TypeError} naming what a query cannot say
 */
export function findQuery(
  { where = {}, text }: FindOptions,
  query: URLSearchParams,
): URLSearchParams | null {
  if (text !== undefined) {
    checkSearchText(text)
    query.set('text', text)
  }
  if (!isPlainObject(where)) refuse('where', 'must be a plain object')
  let isPossible = true
  for (const [field, asked] of Object.entries<unknown>(where)) {
    if (asked === undefined) refuse('where', `must not leave ${field} undefined`)
    const isTraits = field === 'traits'
    const values = LIST_PARAMETERS.has(field) ? undefined : valuesOf(asked, isTraits)
    if (values === undefined) throw notAskable(field)
    if (values.length === 0 && !isTraits) isPossible = false
    for (const value of values) query.append(isTraits ? 'trait' : field, String(value))
  }
  return isPossible ? query : null
}

/**
 * The values of which a character has all, for traits, or any.
 *
 * @returns `undefined` when a query cannot say it
 */
function valuesOf(asked: unknown, isTraits: boolean): readonly unknown[] | undefined {
  const isValue = (value: unknown): boolean =>
    typeof value === 'string' ||
    (!isTraits && (typeof value === 'boolean' || Number.isFinite(value)))
  if (isValue(asked)) return [asked]
  const known = isTraits ? ['all'] : ['in', 'any']
  const [[operator = '', values] = [], ...others] = Object.entries<unknown>(Object(asked))
  const isKnown = known.includes(operator) && others.length === 0
  return isKnown && Array.isArray(values) && values.every(isValue) ? values : undefined
}

/** What is said of a condition that only the service itself can judge. */
export function notAskable(field: string): TypeError {
  return new TypeError(
    `where.${field}: over HTTP, ask for traits (a text, { all }) or filters of the mount (a value, { in }, { any })`,
  )
}
