import type { Character } from '../model/character.ts'
import type { FieldCondition } from '../model/field-condition.ts'
import { parseSort, type SortOrder, type SortPosition } from '../model/parse-sort.ts'
import { parseWhere } from '../model/parse-where.ts'
import { queryWords } from '../model/search-words.ts'
import {
  checkLimit,
  checkSearchText,
  checkText,
  type FindOptions,
  type ListCharactersOptions,
  refuse,
} from './arguments.ts'
import { listLabelled } from './labelled-list.ts'
import { labelOf } from './labelled-reads.ts'
import { readList } from './list-reads.ts'
import { performInTime } from './perform.ts'
import { storedSpelling } from './reads.ts'
import type { ServiceCore } from './service-core.ts'

/** What a query asks of the storage. */
interface Query {
  readonly tenant: string | undefined
  readonly where: readonly FieldCondition[]
  readonly words: readonly string[]
}

/** A page of active characters. */
export async function listCharacters(
  core: ServiceCore,
  options: ListCharactersOptions = {},
): Promise<Character[]> {
  const { limit, after } = options
  checkLimit(limit)
  const sort = parseSort(options.sort)
  const start = after === undefined ? undefined : readStart(core, after, sort)
  const label = labelOf(options)
  if (label !== undefined && (sort.field !== 'name' || sort.isDescending)) {
    refuse('sort', "must be 'name' where a label is given")
  }
  const query = readQuery(core, options)
  if (query === null) return []
  return performInTime(core, options, async (call) => {
    const isSpelled = typeof start === 'string'
    const from = isSpelled ? await storedSpelling(core, start, call) : start
    if (label !== undefined) {
      const name = typeof from === 'object' ? from.value : from
      const { where, words } = { ...query, where: parseWhere(core.options.model, options.where) }
      return listLabelled(core, { label, where, words, after: name, limit }, call)
    }
    return readList(core, { ...query, sort, limit, after: from }, call)
  })
}

/** How many active characters a query means. */
export async function countCharacters(
  core: ServiceCore,
  options: FindOptions = {},
): Promise<number> {
  if (Object.hasOwn(options, 'label')) refuse('label', 'is nothing that can be counted')
  const query = readQuery(core, options)
  if (query === null) return 0
  return performInTime(core, options, (call) =>
    call.ask((o) => core.storage.countHeads({ ...o, ...query })),
  )
}

/** @returns `null` when nothing can be found */
function readQuery(core: ServiceCore, options: FindOptions): Query | null {
  const { where, text } = options
  const conditions = parseWhere(core.options.model, where)
  const query = { tenant: core.tenant, where: conditions.map((one) => asStored(core, one)) }
  if (text === undefined) return { ...query, words: [] }
  checkSearchText(text)
  const words = queryWords(text)
  return words.length === 0 ? null : { ...query, words }
}

/** Names are compared as they are stored. */
function asStored(core: ServiceCore, condition: FieldCondition): FieldCondition {
  const { field, test } = condition
  if (field !== 'name' || core.place === '') return condition
  const toStored = <V>(value: V): V | string =>
    typeof value === 'string' ? core.place + value : value
  if ('values' in test)
    return { ...condition, test: { ...test, values: test.values.map(toStored) } }
  return 'bound' in test
    ? { ...condition, test: { ...test, bound: toStored(test.bound) } }
    : condition
}

function readStart(core: ServiceCore, after: unknown, { field }: SortOrder): string | SortPosition {
  if (typeof after !== 'object' || after === null) {
    if (field !== 'name') refuse('after', 'must be the last character of the page before')
    checkText('after', after)
    return String(after)
  }
  const { value, id } = readPosition(after, field)
  checkText('after', value)
  checkText('after', id)
  if (field.endsWith('_at') && !ISO_TIME.test(value)) {
    refuse('after', `must hold ${field} as a character does`)
  }
  return { value: field === 'name' ? core.place + value : value, id }
}

/** As characters show it. */
const ISO_TIME = /^[+-]?\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** Anything can be given: a getter may throw. */
function readPosition(after: object, field: string): SortPosition {
  try {
    return { value: Reflect.get(after, field), id: Reflect.get(after, 'id') }
  } catch {
    return refuse('after', 'cannot be read')
  }
}
