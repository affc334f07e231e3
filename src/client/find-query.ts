import { CharacterValidationError } from '../errors.ts'
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
  return addConditions(query, where, model) ? query : null
}

/** The same query for the page that begins there: after a name, or nowhere where it is empty. */
export function pageQuery(
  query: URLSearchParams,
  limit: number,
  start: string | SortPosition,
): URLSearchParams {
  const page = new URLSearchParams({ limit: `${limit}` })
  if (start === '') for (const [name, value] of query) page.append(name, value)
  else page.set('cursor', cursorOf(query, start))
  return page
}

/** The cursor of a search holds what is looked for. */
function cursorOf(query: URLSearchParams, start: string | SortPosition): string {
  const isName = typeof start === 'string'
  if (isName && query.size === 0) return toCursor('characters', start)
  const key = query.toString() || 'sort=name'
  return toCursor('found', isName ? [key, start, ''] : [key, start.value, start.id])
}

/** @returns `false` when nothing can meet them */
function addConditions(
  query: URLSearchParams,
  where: FindOptions['where'],
  model: KnownModel | undefined,
): boolean {
  if (where === undefined) return true
  if (!isPlainObject(Object(where)) || Object(where) !== where) {
    refuse('where', 'must be a plain object')
  }
  let isPossible = true
  for (const [field, asked] of Object.entries<unknown>(where)) {
    checkField(field, asked, model)
    const values = valuesOf(field, asked)
    if (values === null) isPossible = false
    for (const value of values ?? []) {
      query.append(field === 'traits' ? 'trait' : field, String(value))
    }
  }
  return isPossible
}

function checkField(field: string, asked: unknown, model: KnownModel | undefined): void {
  if (asked === undefined) {
    const message = 'must not be undefined: leave the field out'
    throw new CharacterValidationError([{ path: ['where', field], message }])
  }
  if (field === 'traits') return
  const isAttribute = model === undefined || Object.hasOwn(model.attributes, field)
  const isHidden = model?.private.includes(field) || LIST_PARAMETERS.has(field)
  if (!isAttribute || isHidden || BASE_FIELDS.includes(field)) throw notAskable(`where.${field}`)
}

/** @returns `null` when no value can meet it */
function valuesOf(field: string, asked: unknown): readonly unknown[] | null {
  if (isValue(field, asked)) return [asked]
  const operators = Object.keys(Object(asked))
  const [operator = ''] = operators
  const all = field === 'traits' ? ['all'] : ['in', 'any']
  const values: unknown = Reflect.get(Object(asked), operator)
  const isList = Array.isArray(values) && values.every((value) => isValue(field, value))
  if (operators.length !== 1 || !all.includes(operator) || !isList) {
    const stranger = operators.find((one) => !all.includes(one)) ?? operators[1] ?? operator
    throw notAskable(`where.${field}${Array.isArray(asked) || !stranger ? '' : `.${stranger}`}`)
  }
  return values.length === 0 && field !== 'traits' ? null : values
}

function isValue(field: string, value: unknown): boolean {
  if (typeof value === 'string') return true
  return field !== 'traits' && (typeof value === 'boolean' || Number.isFinite(value))
}

/** What is said of conditions that only the service itself can judge. */
export function notAskable(what: string): TypeError {
  return new TypeError(
    `${what} cannot be asked for over HTTP: traits can (a text, or { all: […] }), and the filters of the mount (a value, or { in: […] } or { any: […] })`,
  )
}
