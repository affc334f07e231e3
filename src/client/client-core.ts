import { CharacterNotFoundError } from '../errors.ts'
import type { CharacterResponse } from '../model/character.ts'
import { canonicalName } from '../model/name.ts'
import { type CallOptions, checkText } from '../service/arguments.ts'
import { ClientCall } from './client-call.ts'
import { ClientDeadline } from './client-deadline.ts'
import type { ResolvedClientOptions } from './client-options.ts'
import type { KnownModel } from './find-query.ts'
import { KeptAnswers } from './kept-answers.ts'
import { collectPages } from './pages.ts'
import { characterReader, pageReader, type Reader } from './shown-character.ts'

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
    this.one = characterReader(options.view)
    this.page = pageReader(options.view)
    this.written = characterReader('safe')
  }

  /** Runs one call, within its deadline. */
  async perform<T>(
    options: CallOptions | undefined,
    work: (call: ClientCall) => Promise<T>,
    own: ResolvedClientOptions = this.options,
  ): Promise<T> {
    const deadline = new ClientDeadline(own.timeoutMs, options?.signal)
    try {
      return await work(new ClientCall(own, own.cache ? this.kept : undefined, deadline))
    } finally {
      deadline.close()
    }
  }

  /**
   * Reads a list whose pages begin at a cursor.
   *
   * @param page reads one
   * @param start the first cursor; empty for the beginning
   * @param next the one after this item
   */
  list<Item>(
    path: string,
    options: CallOptions,
    page: Reader<Item[]>,
    limit: number | undefined,
    start: string,
    next: (last: Item) => string,
  ): Promise<Item[]> {
    const ask = (call: ClientCall, n: number, cursor: string): Promise<Item[]> => {
      const query = new URLSearchParams({ limit: `${n}`, ...(cursor && { cursor }) })
      return call.read({ path, query }, page)
    }
    return this.perform(options, (call) =>
      collectPages(limit, start, (n, cursor) => ask(call, n, cursor), next),
    )
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
