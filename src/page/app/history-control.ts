import type { CharacterResponse } from '../../model/character.ts'
import type { LabelInfo } from '../../model/label.ts'
import type { CharacterChangeInfo } from '../../service/changes.ts'
import { announceChange, attempt, attemptAloud, type Session, say, sayFailure } from './session.ts'
import type { Failure } from './state/failure.ts'
import { Store } from './store.ts'

/** What became of a character: plain data, replaced at each step. */
export interface HistoryState {
  readonly character: CharacterResponse | null
  readonly changes: readonly CharacterChangeInfo[]
  readonly labels: readonly LabelInfo[]
  readonly hasMore: boolean
  readonly isWaiting: boolean
  readonly failure: Failure | null
}

const PAGE_SIZE = 50
const EMPTY: HistoryState = {
  character: null,
  changes: [],
  labels: [],
  hasMore: false,
  isWaiting: true,
  failure: null,
}

/** Asks for the versions of a character and their labels, and moves them. */
export class HistoryControl {
  readonly store: Store<HistoryState> = new Store(EMPTY)
  readonly #session: Session
  readonly #name: string

  constructor(session: Session, name: string) {
    this.#session = session
    this.#name = name
    void this.load()
  }

  /** Looks again. */
  async load(): Promise<void> {
    const { client } = this.#session
    const size = Math.min(1_000, Math.max(PAGE_SIZE, this.store.state.changes.length))
    const outcome = await attempt(this.#session, 'read the history', async () => {
      const [character, changes, labels] = await Promise.all([
        client.getCharacter(this.#name),
        client.listChanges(this.#name, { limit: size }),
        // Who may not see labels may still see versions.
        client.listLabels(this.#name).catch(() => []),
      ])
      return { character, changes, labels, hasMore: changes.length === size }
    })
    this.store.change((state) =>
      outcome.ok
        ? { ...outcome.value, isWaiting: false, failure: null }
        : { ...state, isWaiting: false, failure: outcome.failure },
    )
  }

  /** Asks for older versions. */
  async more(): Promise<void> {
    const { changes, isWaiting } = this.store.state
    const before = changes.at(-1)?.version_number
    if (before === undefined || isWaiting) return
    this.store.change((state) => ({ ...state, isWaiting: true }))
    const older = await attemptAloud(this.#session, 'read older versions', () =>
      this.#session.client.listChanges(this.#name, { limit: PAGE_SIZE, before }),
    )
    this.store.change((state) => ({
      ...state,
      changes: [...state.changes, ...(older ?? [])],
      hasMore: older === undefined ? state.hasMore : older.length === PAGE_SIZE,
      isWaiting: false,
    }))
  }

  /**
   * Appends a version with the content of an older one, unless somebody was faster. Where the answer is
   * lost, it is looked for: who repeats what was done appends it twice.
   */
  async rollBack(version: number, note: string): Promise<boolean> {
    const { character } = this.store.state
    if (character === null) return false
    const expectedVersion = character.version_number
    const options = { expectedVersion, note: note.trim() || undefined }
    const outcome = await attempt(this.#session, 'roll back', () =>
      this.#session.client.rollbackCharacter(this.#name, version, options),
    )
    await this.load()
    const [latest] = this.store.state.changes
    const isThere =
      latest?.version_number === expectedVersion + 1 && latest.rolled_back_to === version
    if (!outcome.ok && !isThere) {
      sayFailure(this.#session, 'roll back', outcome.failure)
      return false
    }
    this.#done(`Rolled back to version ${version}`)
    return true
  }

  /** Lets a label point to a version, unless somebody has moved it since it was shown. */
  async setLabel(label: string, version: number, note: string): Promise<boolean> {
    const expected = this.store.state.labels.find((one) => one.label === label)?.version_number
    const options = { expected: expected ?? null, note: note.trim() || undefined }
    return this.#write('set labels', `${label} is version ${version} now`, () =>
      this.#session.client.setLabel(this.#name, label, version, options),
    )
  }

  /** Takes a label away. */
  async removeLabel({ label, version_number: expected }: LabelInfo): Promise<boolean> {
    return this.#write('remove labels', `${label} is gone`, () =>
      this.#session.client.removeLabel(this.#name, label, { expected }),
    )
  }

  async #write(action: string, done: string, act: () => Promise<unknown>): Promise<boolean> {
    const result = await attemptAloud(this.#session, action, async () => {
      await act()
      return true
    })
    if (result) this.#done(done)
    await this.load()
    return result ?? false
  }

  #done(text: string): void {
    say(this.#session, 'good', text)
    announceChange(this.#session)
  }
}
