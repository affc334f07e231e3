import { toCursor } from '../http/cursor.ts'
import type { Character, CharacterResponse } from '../model/character.ts'
import {
  type CharacterPosition,
  checkLimit,
  checkText,
  type FindOptions,
  type ListCharactersOptions,
  labelOf,
  refuse,
} from '../service/arguments.ts'
import { iterateCharacters } from '../service/iterate-characters.ts'
import type { ReadOperations } from '../service/read-operations.ts'
import type { Call, Perform } from './call.ts'
import { findQuery, STRICT } from './find-query.ts'
import { collectPages } from './pages.ts'
import type { Reading } from './reads-over-http.ts'
import { send } from './send.ts'
import { deletedIn, readCount } from './shown-character.ts'

/** Finding, over HTTP. */
export function findingOverHttp<Attributes extends object, Shown extends CharacterResponse>(
  perform: Perform<Shown>,
): Omit<ReadOperations<Attributes, Shown>, Reading> {
  const listCharacters = (
    options: ListCharactersOptions<Character & Attributes> = {},
  ): Promise<Shown[]> =>
    perform(options, (call) => findCharacters(call, options as ListCharactersOptions))
  return {
    listCharacters,
    iterateCharacters: (options) => iterateCharacters(listCharacters, options),
    countCharacters: (options = {}) =>
      perform(options, async (call) => {
        if (Object.hasOwn(options, 'label')) refuse('label', 'cannot be counted')
        const query = findQuery(options as FindOptions, new URLSearchParams())
        const headers = options.where && STRICT
        return query ? send(call, { path: '/-/count', query, headers }, readCount) : 0
      }),
    listDeletedCharacters: (options = {}) =>
      perform(options, (call) => {
        const { limit, after = '' } = options
        checkLimit(limit)
        checkText('after', after)
        return collectPages(call, {
          path: '/-/deleted',
          limit,
          reader: deletedIn(call.one),
          start: after && toCursor('deleted', after),
          next: ({ id }) => toCursor('deleted', id),
        })
      }),
  }
}

async function findCharacters<C extends CharacterResponse>(
  call: Call<C>,
  options: ListCharactersOptions,
): Promise<C[]> {
  const { limit, after, sort = 'name', where } = options
  const field = String(sort).replace('-', '') as keyof CharacterPosition
  const [value, id] = typeof after === 'object' ? [after?.[field], after?.id] : [after ?? '', '']
  checkLimit(limit)
  checkText('after', value)
  checkText('after', id)
  const label = labelOf(options)
  const query = findQuery(options, new URLSearchParams({ sort }))
  if (query === null) return []
  const cursor = (...place: [value: string, id: string]): string =>
    toCursor('found', [`${query}`, ...place])
  return collectPages(call, {
    path: '',
    query,
    headers: where && STRICT,
    limit,
    label,
    reader: call.one,
    start: after ? cursor(value, id) : '',
    next: (last) => cursor(last[field], last.id),
  })
}
