import type { Character } from '../model/character.ts'
import type { FieldCondition } from '../model/field-condition.ts'
import { describeInvalidName } from '../model/name.ts'
import { parseSort, type SortOrder, type SortPosition } from '../model/parse-sort.ts'
import { parseWhere } from '../model/parse-where.ts'
import { queryWords } from '../model/search-words.ts'
import type { CharacterQuery } from '../storage/character-storage.ts'
import {
  checkLimit,
  checkSearchText,
  type FindOptions,
  type ListCharactersOptions,
  labelOf,
  refuse,
} from './arguments.ts'
import type { Call } from './call.ts'
import { listLabelled } from './labelled-list.ts'
import { readList } from './list-reads.ts'
import { readStart } from './page-start.ts'
import { performInTime } from './perform.ts'
import type { ServiceCore } from './service-core.ts'

/** What is looked for, under the names that are shown. */
interface Query {
  readonly where: readonly FieldCondition[]
  readonly words: readonly string[]
}

/** A page of active characters. */
export async function listCharacters(
  core: ServiceCore,
  options: ListCharactersOptions = {},
): Promise<Character[]> {
  const { limit } = options
  checkLimit(limit)
  const sort = parseSort(options.sort)
  const start = options.after === undefined ? undefined : readStart(options.after, sort)
  const label = labelOf(options)
  if (label !== undefined && (sort.field !== 'name' || sort.isDescending)) {
    refuse('sort', "must be 'name' where a label is given")
  }
  const query = readQuery(core, options)
  if (query === null) return []
  return performInTime(core, options, async (call) => {
    const after = await storedStart(core, start, sort, call)
    if (label === undefined) {
      return readList(core, { ...asStored(core, query), sort, limit, after }, call)
    }
    // In the order of names it is one.
    return listLabelled(core, { ...query, label, after: after as string | undefined, limit }, call)
  })
}

/** Where a page begins in the storage: another program may have spelled a name its own way. */
async function storedStart(
  core: ServiceCore,
  start: string | SortPosition | undefined,
  { field }: SortOrder,
  call: Call,
): Promise<string | SortPosition | undefined> {
  if (start === undefined || field !== 'name') return start
  if (typeof start === 'object') return core.place + start.value
  if (describeInvalidName(start) !== null) return core.asStored(start)
  const name = core.nameOf(start)
  const foreign = core.foreignSpelling(start, name)
  if (foreign === null) return name
  const holder = await call.ask((o) => core.storage.find(foreign, o))
  return holder === null ? name : foreign
}

/** How many active characters a query means. */
export async function countCharacters(
  core: ServiceCore,
  options: FindOptions = {},
): Promise<number> {
  if (Object.hasOwn(options, 'label')) refuse('label', 'cannot be counted')
  const query = readQuery(core, options)
  if (query === null) return 0
  return performInTime(core, options, (call) =>
    call.ask((o) => core.storage.countHeads({ ...o, ...asStored(core, query) })),
  )
}

/** @returns `null` when nothing can be found */
function readQuery(core: ServiceCore, options: FindOptions): Query | null {
  const { where, text } = options
  const conditions = parseWhere(core.model, where)
  if (text === undefined) return { where: conditions, words: [] }
  checkSearchText(text)
  const words = queryWords(text)
  return words.length === 0 ? null : { where: conditions, words }
}

/** What is asked of the storage: names are compared as they are stored. */
function asStored(core: ServiceCore, { where, words }: Query): CharacterQuery {
  return { tenant: core.tenant, where: where.map((one) => storedCondition(core, one)), words }
}

function storedCondition(core: ServiceCore, condition: FieldCondition): FieldCondition {
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
