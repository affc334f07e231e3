import type { CharacterResponse } from '../../model/character.ts'
import type { Deletion } from '../../service/reads.ts'
import {
  announceChange,
  attempt,
  attemptAloud,
  type Outcome,
  type Session,
  say,
} from './session.ts'
import type { Failure } from './state/failure.ts'
import { Store } from './store.ts'

/** A character that was deleted. */
export type Deleted = CharacterResponse & Deletion

/** The deleted characters: plain data, replaced at each step. */
export interface DeletedState {
  readonly items: readonly Deleted[]
  readonly hasMore: boolean
  readonly isWaiting: boolean
  readonly failure: Failure | null
}

const PAGE_SIZE = 60

/** Asks for deleted characters, restores and purges them. */
export class DeletedControl {
  readonly store: Store<DeletedState> = new Store<DeletedState>({
    items: [],
    hasMore: false,
    isWaiting: true,
    failure: null,
  })
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
    void this.more()
  }

  /** Asks for the first of them, or for what follows. */
  async more(): Promise<void> {
    const after = this.store.state.items.at(-1)?.id
    this.store.change((state) => ({ ...state, isWaiting: true }))
    const outcome = await attempt(this.#session, 'see deleted characters', () =>
      this.#session.client.listDeletedCharacters({ limit: PAGE_SIZE, after }),
    )
    this.store.change((state) =>
      outcome.ok
        ? {
            items: [...state.items, ...outcome.value],
            hasMore: outcome.value.length === PAGE_SIZE,
            isWaiting: false,
            failure: null,
          }
        : { ...state, isWaiting: false, failure: outcome.failure },
    )
  }

  /** Makes it active again, under its own name or another one. */
  async restore(one: Deleted, name?: string): Promise<Outcome<CharacterResponse>> {
    const outcome = await attempt(this.#session, 'restore characters', () =>
      this.#session.client.restoreCharacter(one.id, { name }),
    )
    if (outcome.ok) this.#left(one, `${one.display_name} is back as ${outcome.value.name}`)
    return outcome
  }

  /** Removes it and its versions for ever. */
  async purge(one: Deleted): Promise<boolean> {
    const isDone = await attemptAloud(this.#session, 'purge characters', async () => {
      await this.#session.client.purgeCharacter(one.id)
      return true
    })
    if (isDone) this.#left(one, `${one.display_name} is gone for ever`)
    return isDone ?? false
  }

  #left({ id }: Deleted, text: string): void {
    this.store.change((state) => ({ ...state, items: state.items.filter((one) => one.id !== id) }))
    say(this.#session, 'good', text)
    announceChange(this.#session)
  }
}
