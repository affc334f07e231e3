import { CharacterNotFoundError } from '../errors.ts'
import type { CharacterResponse } from '../model/character.ts'
import { canonicalName } from '../model/name.ts'
import { type CallOptions, checkText, type NotedOptions } from '../service/arguments.ts'
import { ClientCall } from './client-call.ts'
import type { ResolvedClientOptions } from './client-options.ts'
import type { Ask } from './exchange.ts'
import type { KnownModel } from './find-query.ts'
import { checkWrite, noteOf } from './guarded-write.ts'
import { KeptAnswers } from './kept-answers.ts'
import { collectPages, type Pages } from './pages.ts'
import { characterIn, listOf, type Reader } from './shown-character.ts'

/** What all calls of one client share. */
export class ClientCore<C extends CharacterResponse> {
  readonly options: ResolvedClientOptions
  readonly model: KnownModel | undefined
  readonly kept: KeptAnswers
  /** Reads a character. */
  readonly one: Reader<C>
  /** Reads a page of them. */
  readonly page: Reader<C[]>
  /** Reads what a write has made: it is done, whatever the mount shows of it. */
  readonly written: Reader<C>

  constructor(options: ResolvedClientOptions, model: KnownModel | undefined) {
    this.options = options
    this.model = model
    this.kept = new KeptAnswers()
    this.one = characterIn(options.view)
    this.page = listOf(this.one)
    this.written = characterIn('safe')
  }

  /** Runs one call, within its deadline. */
  async perform<T>(
    options: CallOptions | undefined,
    work: (call: ClientCall) => Promise<T>,
    own: ResolvedClientOptions = this.options,
  ): Promise<T> {
    const call = new ClientCall(own, this.kept, options?.signal)
    try {
      return await work(call)
    } finally {
      call.close()
    }
  }

  /** Reads one character. */
  character(options: CallOptions | undefined, path: string): Promise<C> {
    return this.perform(options, (call) => call.readCharacter(path, this.one))
  }

  /** Reads anything else. */
  read<T>(
    options: CallOptions | undefined,
    ask: Omit<Ask, 'method'>,
    reader: Reader<T>,
  ): Promise<T> {
    return this.perform(options, (call) => call.read(ask, reader))
  }

  /** Reads a list, page by page. */
  list<Item>(options: CallOptions, limit: number | undefined, pages: Pages<Item>): Promise<Item[]> {
    return this.perform(options, (call) => collectPages(call, limit, pages))
  }

  /** Writes, without a condition. */
  write<T>(options: NotedOptions | undefined, ask: Ask, reader: Reader<T>): Promise<T> {
    checkWrite(options)
    return this.perform(options, (call) => call.write({ ...ask, query: noteOf(options) }, reader))
  }
}

/**
 * The path of a character, under the spelling that was given.
 *
 * @throws {CharacterNameInvalidError} when it is no name
 */
export function characterPath(spelling: string): string {
  canonicalName(spelling)
  return `/${encodeURIComponent(spelling)}`
}

/** What a URL would resolve. */
const NO_IDS: readonly string[] = ['', '.', '..']

/**
 * The path of a deleted character.
 *
 * @throws {CharacterNotFoundError} when nothing can have such an id
 */
export function deletedPath(id: string): string {
  checkText('id', id)
  if (!NO_IDS.includes(id)) return `/-/deleted/${encodeURIComponent(id)}`
  throw new CharacterNotFoundError(id, 'it takes the id of a deleted character, not a name')
}
