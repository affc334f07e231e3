import type { Character } from '../model/character.ts'
import type { FieldCondition } from '../model/field-condition.ts'
import { parseSort } from '../model/parse-sort.ts'
import { parseWhere } from '../model/parse-where.ts'
import { queryWords } from '../model/search-words.ts'
import {
  checkLimit,
  checkSearchText,
  type FindOptions,
  type ListCharactersOptions,
} from './arguments.ts'
import { readList } from './list-reads.ts'
import { readStart } from './page-start.ts'
import { performInTime } from './perform.ts'
import { storedSpelling } from './reads.ts'
import type { ServiceCore } from './service-core.ts'

/** What a query asks of the storage. */
interface Query {
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
  const start = after === undefined ? undefined : readStart(after, sort)
  const query = readQuery(core, options)
  if (query === null) return []
  return performInTime(core, options, async (call) => {
    const isSpelled = typeof start === 'string'
    const from = isSpelled ? await storedSpelling(core, start, call) : start
    return readList(core, { ...query, sort, limit, after: from }, call)
  })
}

/** How many active characters a query means. */
export async function countCharacters(
  core: ServiceCore,
  options: FindOptions = {},
): Promise<number> {
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
  if (text === undefined) return { where: conditions, words: [] }
  checkSearchText(text)
  const words = queryWords(text)
  return words.length === 0 ? null : { where: conditions, words }
}
