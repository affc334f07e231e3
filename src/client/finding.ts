import { isCharacterError } from '../errors.ts'
import type { CharacterResponse } from '../model/character.ts'
import { parseSort } from '../model/parse-sort.ts'
import {
  type CallOptions,
  checkLimit,
  checkNames,
  type FindOptions,
  type ListCharactersOptions,
} from '../service/arguments.ts'
import { readStart } from '../service/page-start.ts'
import type { ClientCall } from './client-call.ts'
import { type ClientCore, characterPath } from './client-core.ts'
import { findQuery, pageQuery, STRICT } from './find-query.ts'
import { collectPages } from './pages.ts'
import { readCount } from './shown-character.ts'

/** How many characters are read at one time. */
const AT_A_TIME = 8

/** Reads many characters, in the order of their names. */
export async function getCharacters<C extends CharacterResponse>(
  core: ClientCore<C>,
  names: readonly string[],
  options: CallOptions | undefined,
): Promise<(C | null)[]> {
  checkNames(names)
  const paths = names.map(characterPath)
  const found: (C | null)[] = paths.map(() => null)
  const rest = paths.entries()
  return core.perform(options, async (call) => {
    const readRest = async (): Promise<void> => {
      for (const [at, path] of rest) found[at] = await readOrNull(core, call, path)
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, readRest))
    return found
  })
}

/** Reads one character; `null` when there is none of that name. */
export async function readOrNull<C extends CharacterResponse>(
  core: ClientCore<C>,
  call: ClientCall,
  path: string,
): Promise<C | null> {
  try {
    return await call.readCharacter(path, core.one)
  } catch (error) {
    if (isCharacterError(error, 'CHARACTER_NOT_FOUND')) return null
    throw error
  }
}

/** Lists characters, page by page. */
export async function listCharacters<C extends CharacterResponse>(
  core: ClientCore<C>,
  options: ListCharactersOptions = {},
): Promise<C[]> {
  const { limit, sort, after } = options
  checkLimit(limit)
  const order = parseSort(sort)
  const start = after === undefined ? '' : readStart(after, order)
  const query = findQuery(options, core.model)
  if (query === null) return []
  const headers = options.where && STRICT
  const { field } = order
  return core.perform(options, (call) =>
    collectPages(
      limit,
      start,
      (n, from) => call.read({ path: '', query: pageQuery(query, n, from), headers }, core.page),
      (last) => ({ value: last[field], id: last.id }),
    ),
  )
}

/** Counts what a list would give. */
export async function countCharacters<C extends CharacterResponse>(
  core: ClientCore<C>,
  options: FindOptions = {},
): Promise<number> {
  const query = findQuery(options, core.model)
  if (query === null) return 0
  const headers = options.where && STRICT
  return core.perform(options, (call) => call.read({ path: '/-/count', query, headers }, readCount))
}
