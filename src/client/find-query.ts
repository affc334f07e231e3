import { toCursor } from '../http/cursor.ts'
import { LIST_PARAMETERS } from '../http/list-parameters.ts'
import { parseSort, type SortPosition } from '../model/parse-sort.ts'
import { isPlainObject } from '../model/plain-json.ts'
import {
  checkSearchText,
  type FindOptions,
  type ListCharactersOptions,
  refuse,
} from '../service/arguments.ts'

/** What the client knows of a model. */
export interface KnownModel {
  readonly attributes: object
  readonly private: readonly string[]
}

/** Fields of every character: of them, a query can ask for traits alone. */
const BASE_FIELDS: readonly string[] = [
  ...['id', 'name', 'display_name', 'personality', 'system_prompt', 'avatar_url'],
  ...['voice_settings', 'created_at', 'updated_at', 'is_active', 'version_number'],
]

/** Asks the server to refuse what it does not know: passed over, it would show everything. */
export const STRICT: { readonly prefer: string } = { prefer: 'handling=strict' }

/**
 * What is looked for as a query.
 *
 * @returns `null` when nothing can be found
 * @throws {TypeError} naming what a query cannot say
 */
export function findQuery(
  { where, text, sort }: Pick<ListCharactersOptions, 'where' | 'text' | 'sort'>,
  model: KnownModel | undefined,
): URLSearchParams | null {
  const query = new URLSearchParams()
  parseSort(sort)
  if (text !== undefined) {
    checkSearchText(text)
    query.set('text', text)
  }
  if (sort !== undefined) query.set('sort', sort)
  return addConditions(query, model, where) ? query : null
}

/** The cursor of the page after a name or a place. That of a search holds what is looked for. */
export function cursorOf(query: URLSearchParams, start: string | SortPosition): string {
  const isName = typeof start === 'string'
  if (isName && query.size === 0) return toCursor('characters', start)
  const key = query.toString() || 'sort=name'
  return toCursor('found', isName ? [key, start, ''] : [key, start.value, start.id])
}

/** @returns `false` when nothing can meet them */
function addConditions(
  query: URLSearchParams,
  model: KnownModel | undefined,
  where: FindOptions['where'] = {},
): boolean {
  if (!isPlainObject(where)) refuse('where', 'must be a plain object')
  let isPossible = true
  for (const [field, asked] of Object.entries<unknown>(where)) {
    if (asked === undefined) refuse('where', `must not leave ${field} undefined`)
    const isTraits = field === 'traits'
    const values = isTraits || isAskable(field, model) ? valuesOf(asked, isTraits) : undefined
    if (values === undefined) throw notAskable(`where.${field}`)
    if (values.length === 0 && !isTraits) isPossible = false
    for (const value of values) query.append(isTraits ? 'trait' : field, String(value))
  }
  return isPossible
}

function isAskable(field: string, model: KnownModel | undefined): boolean {
  if (LIST_PARAMETERS.has(field) || BASE_FIELDS.includes(field)) return false
  if (model === undefined) return true
  return Object.hasOwn(model.attributes, field) && !model.private.includes(field)
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
  if (others.length > 0 || !known.includes(operator) || !Array.isArray(values)) return undefined
  return values.every(isValue) ? values : undefined
}

/** What is said of a condition that only the service itself can judge. */
export function notAskable(what: string): TypeError {
  return new TypeError(
    `${what}: over HTTP only traits can be asked for (a text, { all }), and the filters of the mount (a value, { in }, { any })`,
  )
}
