import type { CharacterResponse } from '../../model/character.ts'
import type { FindOptions } from '../../service/arguments.ts'
import { attempt, type Session } from './session.ts'
import { failureOf } from './state/failure.ts'
import {
  arrived,
  asked,
  EMPTY_LISTING,
  extended,
  type Listing,
  type ListQuery,
  PAGE_SIZE,
  sizeOf,
  unlisted,
} from './state/listing.ts'
import { Store } from './store.ts'

const PAUSE_MS = 120

/** Asks for the list of characters: what is asked last is what is shown. */
export class ListControl {
  readonly store: Store<Listing> = new Store(EMPTY_LISTING)
  readonly #session: Session
  #asking: AbortController = new AbortController()
  #pause: ReturnType<typeof setTimeout> | undefined

  constructor(session: Session) {
    this.#session = session
    session.changes.listen(() => void this.refresh())
    void this.refresh()
  }

  /** Looks for something else; while it is typed, once it stands still for a moment. */
  search(change: Partial<ListQuery>): void {
    this.store.change((listing) => asked(listing, change))
    clearTimeout(this.#pause)
    this.#pause = setTimeout(() => void this.#first(PAGE_SIZE), 'text' in change ? PAUSE_MS : 0)
  }

  /** Looks again, for as many as there are. */
  async refresh(): Promise<void> {
    await this.#first(sizeOf(this.store.state))
  }

  /** Asks for what follows. */
  async more(): Promise<void> {
    const { items, waiting } = this.store.state
    const after = items.at(-1)
    if (after === undefined || waiting !== null) return
    this.store.change((listing) => ({ ...listing, waiting: 'more' }))
    const { signal } = this.#asking
    try {
      const next = await this.#list(PAGE_SIZE, signal, after)
      if (!signal.aborted) this.store.change((listing) => extended(listing, next))
    } catch (error) {
      if (!signal.aborted) this.store.change((listing) => unlisted(listing, failureOf(error)))
    }
  }

  async #first(size: number): Promise<void> {
    this.#asking.abort()
    this.#asking = new AbortController()
    const { signal } = this.#asking
    const outcome = await attempt(this.#session, 'list characters', () => this.#list(size, signal))
    if (signal.aborted) return
    this.store.change((listing) =>
      outcome.ok ? arrived(listing, outcome.value, size) : unlisted(listing, outcome.failure),
    )
    if (this.store.state.hasMore) void this.#count(signal)
  }

  /** How many there are in all is nice to know: without an answer it is not said. */
  async #count(signal: AbortSignal): Promise<void> {
    const { query } = this.store.state
    if (query.label !== null) return
    try {
      const count = await this.#session.client.countCharacters({ ...soughtBy(query), signal })
      if (!signal.aborted) this.store.change((listing) => ({ ...listing, count }))
    } catch {
      // It is not said.
    }
  }

  #list(
    limit: number,
    signal: AbortSignal,
    after?: CharacterResponse,
  ): Promise<CharacterResponse[]> {
    const { query } = this.store.state
    return this.#session.client.listCharacters({
      limit,
      after,
      signal,
      sort: query.sort as 'name',
      label: query.label ?? undefined,
      ...soughtBy(query),
    })
  }
}

/** Which characters are meant, as the client is asked. */
function soughtBy({ text, traits }: ListQuery): Pick<FindOptions, 'text' | 'where'> {
  const where = traits.length > 0 ? { traits: { all: traits } } : undefined
  return { text: text.trim() || undefined, where }
}
