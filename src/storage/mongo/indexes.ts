import type { Collection, Document } from 'mongodb'
import { type Logger, tell } from '../../logger.ts'
import { ensureNameIndex, hasNameIndex } from './name-index.ts'
import { ensureSearchIndexes } from './search-indexes.ts'

/** The indexes of the characters: the one on names, without which nothing is written, and the others. */
export class MongoIndexes {
  readonly #characters: Collection
  readonly #logger: Logger | undefined
  #isReady: boolean
  #names: Promise<readonly Document[]> | undefined
  #search: Promise<void> | undefined

  /** @param isReady whether the host has seen to them */
  constructor(characters: Collection, isReady: boolean, logger: Logger | undefined) {
    this.#characters = characters
    this.#isReady = isReady
    this.#logger = logger
  }

  /** Makes all of them. */
  async ensure(): Promise<void> {
    await this.ensureSearch(await this.#ensureNames())
  }

  /**
   * Makes the one on names, once, and the others. In a collection that has been in use they may take
   * their time, and no write waits for them: nothing needs them.
   */
  async beforeWrite(): Promise<void> {
    if (this.#isReady) return
    const existing = await this.#ensureNames()
    const others = this.ensureSearch(existing)
    if (existing.length === 0) await others
  }

  /** Whether names are kept unique, once a real run has made sure of it. */
  async forAdoption(isDry: boolean): Promise<boolean> {
    if (await hasNameIndex(this.#characters)) return true
    if (!isDry) await this.ensure()
    return !isDry
  }

  /** Makes those that finding is quick by. */
  ensureSearch(existing: readonly Document[] = []): Promise<void> {
    this.#search ??= ensureSearchIndexes(this.#characters, existing).then((failures) => {
      const indexes = failures.map(({ index }) => index)
      if (indexes.length === 0) return
      const message = `indexes could not be made, without which finding is slow: ${indexes.join(', ')}`
      tell(this.#logger, 'warn', message, { indexes, error: failures[0]?.error })
    })
    return this.#search
  }

  /** One build serves all who wait for it; after a failure the next one tries again. */
  async #ensureNames(): Promise<readonly Document[]> {
    this.#names ??= ensureNameIndex(this.#characters)
      .then((existing) => {
        this.#isReady = true
        return existing
      })
      .finally(() => {
        this.#names = undefined
      })
    return this.#names
  }
}
