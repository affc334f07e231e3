import { CharacterValidationError } from '../errors.ts'
import { filterKindOf } from '../model/attribute-filter.ts'
import type { AttributeSchemas } from '../model/character-model.ts'
import { valueFromText } from '../model/filter-text.ts'
import { parseSort } from '../model/parse-sort.ts'
import type { ListCharactersOptions } from '../service/arguments.ts'
import { LIST_PARAMETERS } from './list-parameters.ts'
import { HttpProblem } from './problem.ts'

/** What a query may say of the characters it looks for, beside its page. */
const OWN = ['text', 'trait', 'sort'] as const
/** As long as all of it may be, percent-encoded. */
const MAX_QUERY = 1_000

/** What a query looks for. */
export interface ListQuery {
  readonly options: Pick<ListCharactersOptions, 'where' | 'text' | 'sort'>
  /** The same as a query in one spelling; empty when all characters are meant, by name. */
  readonly key: string
}

/**
 * Reads what a query looks for; parameters that are not known are passed over, unless it is strict.
 *
 * @param filters the attributes that may be asked for
 * @throws {HttpProblem} 400 when a parameter is given twice that cannot be, or all of it is too long
 * @throws {CharacterValidationError} when a value is none of its attribute
 */
export function readListQuery(
  parameters: URLSearchParams,
  filters: AttributeSchemas,
  isStrict: boolean,
): ListQuery {
  if (isStrict) refuseUnknown(parameters, filters)
  const key = keyOf(parameters, Object.keys(filters))
  if (key.length > MAX_QUERY) {
    const detail = `What is looked for must take at most ${MAX_QUERY} characters in the query`
    throw new HttpProblem('INVALID_REQUEST', detail)
  }
  if (key === '') return { options: {}, key }
  const where: { [field: string]: unknown } = {}
  const traits = parameters.getAll('trait')
  if (traits.length > 0) where.traits = { all: traits }
  for (const [name, schema] of Object.entries(filters)) {
    const texts = parameters.getAll(name)
    if (texts.length === 0) continue
    const values = texts.map((text) => readValue(name, schema, text))
    where[name] = filterKindOf(schema) === 'array' ? { any: values } : { in: values }
  }
  const text = single(parameters, 'text')
  const sort = single(parameters, 'sort')
  parseSort(sort)
  return { options: { where, text, sort } as ListQuery['options'], key }
}

/** Passed over, a filter that there is not would show everything. */
function refuseUnknown(parameters: URLSearchParams, filters: AttributeSchemas): void {
  for (const name of parameters.keys()) {
    if (LIST_PARAMETERS.has(name) || Object.hasOwn(filters, name)) continue
    const parameter = name.slice(0, 100).toWellFormed()
    const detail = `'${parameter}' is no parameter of this list, nor one of the filters of its mount`
    throw new HttpProblem('INVALID_REQUEST', detail, {}, { parameter })
  }
}

/** A parameter that may be given once. */
export function single(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name)
  if (values.length > 1) throw new HttpProblem('INVALID_REQUEST', `${name} must be given once`)
  return values[0]
}

function keyOf(parameters: URLSearchParams, filters: readonly string[]): string {
  const known = new URLSearchParams()
  for (const name of [...OWN, ...filters]) {
    for (const value of parameters.getAll(name)) known.append(name, value)
  }
  return known.toString()
}

function readValue(
  name: string,
  schema: AttributeSchemas[string],
  text: string,
): string | number | boolean | null {
  const value = valueFromText(schema, text)
  if (value !== undefined) return value
  throw new CharacterValidationError([
    { path: [name], message: 'must be a value that this attribute can have' },
  ])
}
