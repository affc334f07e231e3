import { isCharacterError } from '../errors.ts'
import { toCursor } from '../http/cursor.ts'
import type { Character, CharacterResponse } from '../model/character.ts'
import { parseSort, positionOf } from '../model/parse-sort.ts'
import {
  checkLimit,
  checkNames,
  checkText,
  type FindOptions,
  type LabelledOptions,
  type ListCharactersOptions,
  type ListDeletedCharactersOptions,
  labelOf,
  refuse,
} from '../service/arguments.ts'
import { iterateCharacters } from '../service/iterate-characters.ts'
import { readStart } from '../service/page-start.ts'
import type { ReadOperations } from '../service/read-operations.ts'
import type { Deletion } from '../service/reads.ts'
import type { ClientCall } from './client-call.ts'
import { type ClientCore, characterPath } from './client-core.ts'
import { cursorOf, findQuery, STRICT } from './find-query.ts'
import { readCount } from './shown-character.ts'

/** How many characters are read at one time. */
const AT_A_TIME = 8

/** Reading and finding, over HTTP. */
export class ReadsOverHttp<Attributes extends object, Shown extends CharacterResponse>
  implements ReadOperations<Attributes, Shown>
{
  readonly #core: ClientCore<Shown>

  constructor(core: ClientCore<Shown>) {
    this.#core = core
  }

  async getCharacter(name: string, options?: LabelledOptions): Promise<Shown> {
    return this.#core.character(options, characterPath(name) + labelQuery(options))
  }

  async findCharacter(name: string, options?: LabelledOptions): Promise<Shown | null> {
    const path = characterPath(name) + labelQuery(options)
    return this.#core.perform(options, (call) => this.#find(call, path))
  }

  async getCharacters(
    names: readonly string[],
    options?: LabelledOptions,
  ): Promise<(Shown | null)[]> {
    checkNames(names)
    const query = labelQuery(options)
    const paths = names.map((name) => characterPath(name) + query)
    const found: (Shown | null)[] = paths.map(() => null)
    const rest = paths.entries()
    return this.#core.perform(options, async (call) => {
      const readRest = async (): Promise<void> => {
        for (const [at, path] of rest) found[at] = await this.#find(call, path)
      }
      await Promise.all(Array.from({ length: AT_A_TIME }, readRest))
      return found
    })
  }

  async listCharacters(
    options: ListCharactersOptions<Character & Attributes> = {},
  ): Promise<Shown[]> {
    const { limit, after, sort, where } = options
    checkLimit(limit)
    const order = parseSort(sort)
    const from = after === undefined ? undefined : readStart(after, order)
    const query = findQuery(options as ListCharactersOptions, this.#core.model)
    const label = labelOf(options)
    if (label !== undefined && sort !== undefined && sort !== 'name') {
      refuse('sort', "must be 'name' where a label is given")
    }
    if (query === null) return []
    return this.#core.list(options, limit, {
      path: '',
      headers: where && STRICT,
      reader: this.#core.page,
      query,
      label,
      start: from ? cursorOf(query, from) : '',
      next: (last) => cursorOf(query, positionOf(last, order)),
    })
  }

  iterateCharacters(options?: ListCharactersOptions<Character & Attributes>): AsyncIterable<Shown> {
    return iterateCharacters((page) => this.listCharacters(page), options)
  }

  async countCharacters(options: FindOptions<Character & Attributes> = {}): Promise<number> {
    if (Object.hasOwn(options, 'label')) refuse('label', 'is nothing that can be counted')
    const query = findQuery(options as FindOptions, this.#core.model)
    if (query === null) return 0
    const headers = options.where && STRICT
    return this.#core.read(options, { path: '/-/count', query, headers }, readCount)
  }

  async listDeletedCharacters(
    options: ListDeletedCharactersOptions = {},
  ): Promise<(Shown & Deletion)[]> {
    const { limit, after = '' } = options
    checkLimit(limit)
    checkText('after', after)
    const list = await this.#core.list(options, limit, {
      path: '/-/deleted',
      reader: this.#core.page,
      start: after && toCursor('deleted', after),
      next: ({ id }) => toCursor('deleted', id),
    })
    // In the safe view nobody is told by whom.
    const untold: Deletion = { deleted_at: null, deleted_by: null }
    return list.map((one) => Object.freeze({ ...untold, ...one }))
  }

  async getSystemPrompt(name: string, options?: LabelledOptions): Promise<string> {
    if (this.#core.options.view !== 'full') {
      throw new TypeError("getSystemPrompt: a client shows it that is made with view: 'full'")
    }
    return ((await this.getCharacter(name, options)) as Shown & Character).system_prompt
  }

  async #find(call: ClientCall, path: string): Promise<Shown | null> {
    try {
      return await call.readCharacter(path, this.#core.one)
    } catch (error) {
      const isAbsent =
        isCharacterError(error, 'CHARACTER_NOT_FOUND') ||
        isCharacterError(error, 'CHARACTER_LABEL_NOT_FOUND')
      if (isAbsent) return null
      throw error
    }
  }
}

/** What shows another version than the present one. */
function labelQuery(options: LabelledOptions | undefined): string {
  const label = labelOf(options)
  return label === undefined ? '' : `?label=${label}`
}
