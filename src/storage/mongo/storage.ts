import type { Db, Document } from 'mongodb'
import {
  requireCount,
  requireFlag,
  requireFunction,
  requirePage,
  requireText,
  requireVersionPage,
  resolveKeepVersions,
} from '../call-arguments.ts'
import type {
  CharacterChange,
  CharacterRecord,
  ListOptions,
  ListVersionsOptions,
  StorageCallOptions,
  StoredCharacter,
  SwapResult,
} from '../character-storage.ts'
import { toStorable } from '../storable.ts'
import { type AdoptionScope, adoptDocuments } from './adoption.ts'
import type { AdoptionOptions, AdoptionReport } from './adoption-report.ts'
import { type HeadWrite, planSwap } from './change.ts'
import { type Bounds, isDuplicateKey, isWriteConflict, runCommands } from './command.ts'
import { type MongoCollections, openCollections } from './database.ts'
import {
  asWritten,
  documentOf,
  EXACT,
  fromHead,
  fromSnapshot,
  toDocument,
  toObjectId,
} from './document.ts'
import { guardOf } from './guard.ts'
import { ensureNameIndex, hasNameIndex } from './name-index.ts'
import type { MongoStorage, MongoStorageOptions } from './options.ts'
import { findActive, findDeleted } from './pages.ts'
import { keepSnapshot, snapshotId, snapshotRange, toSnapshot } from './snapshot.ts'
import { type SweepOptions, type SweepReport, sweepVersions } from './sweep.ts'
import { refuseLargeDocument, withSafeKeys } from './value.ts'

export type { MongoStorage, MongoStorageOptions } from './options.ts'

/**
 * Keeps characters in MongoDB, in a `Db` of the host's own client: drivers 6 and 7, standalone
 * servers, replica sets, compatible servers, and sharded clusters (shard key `name`; not tested
 * here). Writes are acknowledged by the majority and reads come from the primary, whatever the
 * connection string says. The client is never closed.
 *
 * Give the client a `serverSelectionTimeoutMS` below the service's `timeoutMs`: where no server is
 * found, the driver then says why before the call ends.
 *
 * @throws {TypeError} when `db` is no `Db`, or an option is not what it should be
 *
 * @example
 * ```ts
 * const client = new MongoClient('mongodb://127.0.0.1:27017', { serverSelectionTimeoutMS: 5_000 })
 * await client.connect()
 * const service = new CharacterService({ storage: mongoStorage(client.db('app')) })
 * ```
 */
export function mongoStorage(db: Db, options: MongoStorageOptions = {}): MongoStorage {
  return new MongoCharacterStorage(db, options)
}

class MongoCharacterStorage implements MongoStorage {
  readonly keepVersions: number
  readonly #db: Db
  readonly #collections: MongoCollections
  #isIndexed: boolean
  #indexing: Promise<void> | undefined

  constructor(db: Db, options: MongoStorageOptions) {
    this.#db = db
    this.#collections = openCollections(db, options.collection, options.versionsCollection)
    requireFlag(options.ensureIndexes, 'ensureIndexes')
    this.#isIndexed = options.ensureIndexes === false
    this.keepVersions = resolveKeepVersions(options.keepVersions)
  }

  /** One build serves all who wait for it; after a failure the next one tries again. */
  async ensureIndexes(): Promise<void> {
    this.#indexing ??= ensureNameIndex(this.#collections.characters)
      .then(() => {
        this.#isIndexed = true
      })
      .finally(() => {
        this.#indexing = undefined
      })
    await this.#indexing
  }

  async find(name: string, options?: StorageCallOptions): Promise<StoredCharacter | null> {
    requireText(name, 'name')
    return runCommands('find', options, (bounds) => this.#findHead({ name }, bounds))
  }

  async findById(id: string, options?: StorageCallOptions): Promise<StoredCharacter | null> {
    requireText(id, 'id')
    const filter = { _id: toObjectId(id) }
    return runCommands('findById', options, (bounds) => this.#findHead(filter, bounds))
  }

  async insert(
    character: CharacterRecord,
    writeId: string,
    options?: StorageCallOptions,
  ): Promise<StoredCharacter | null> {
    requireText(writeId, 'writeId')
    const record = toStorable(character).fields as CharacterRecord
    const document = toDocument(record, writeId)
    refuseLargeDocument(document)
    return this.#write('insert', options, async (bounds) => {
      try {
        await this.#collections.characters.insertOne(document, bounds())
        return asWritten(document, record)
      } catch (error) {
        if (isDuplicateKey(error) || isWriteConflict(error)) return null
        throw error
      }
    })
  }

  async swap(
    head: StoredCharacter,
    change: CharacterChange,
    options?: StorageCallOptions,
  ): Promise<SwapResult> {
    requireText(change.writeId, 'writeId')
    const guard = guardOf(documentOf(head, 'head'))
    const write = planSwap(head, change)
    return this.#write('swap', options, async (bounds) => {
      try {
        const isSwapped = await this.#replaceHead(guard, write, bounds)
        return isSwapped ? asWritten(write.next, write.character) : 'lost'
      } catch (error) {
        if (isDuplicateKey(error)) return write.renames ? 'taken' : 'lost'
        if (isWriteConflict(error)) return 'lost'
        throw error
      }
    })
  }

  async remove(head: StoredCharacter, options?: StorageCallOptions): Promise<boolean> {
    const guard = guardOf(documentOf(head, 'head'))
    return runCommands('remove', options, async (bounds) => {
      try {
        const { deletedCount } = await this.#collections.characters.deleteOne(guard, bounds())
        return deletedCount === 1
      } catch (error) {
        if (isWriteConflict(error)) return false
        throw error
      }
    })
  }

  async list(options: ListOptions = {}): Promise<readonly StoredCharacter[]> {
    requirePage(options)
    return runCommands('list', options, (bounds) =>
      findActive(this.#collections.characters, options, bounds),
    )
  }

  async listDeleted(options: ListOptions = {}): Promise<readonly StoredCharacter[]> {
    requirePage(options)
    return runCommands('listDeleted', options, (bounds) =>
      findDeleted(this.#collections.characters, options, bounds),
    )
  }

  async insertVersion(
    head: StoredCharacter,
    options?: StorageCallOptions,
  ): Promise<'saved' | 'present' | 'differs'> {
    const snapshot = toSnapshot(head)
    return this.#write('insertVersion', options, (bounds) =>
      keepSnapshot(this.#collections.versions, snapshot, head.writeId, bounds),
    )
  }

  async findVersion(
    id: string,
    version: number,
    options?: StorageCallOptions,
  ): Promise<StoredCharacter | null> {
    requireText(id, 'id')
    requireCount(version, 'version')
    const filter: Document = { _id: snapshotId(id, version) }
    return runCommands('findVersion', options, async (bounds) => {
      const { versions } = this.#collections
      const snapshot = await versions.findOne(filter, { ...EXACT, ...bounds() })
      return snapshot && fromSnapshot(snapshot)
    })
  }

  async listVersions(
    id: string,
    options: ListVersionsOptions,
  ): Promise<readonly StoredCharacter[]> {
    requireText(id, 'id')
    requireVersionPage(options)
    const { limit } = options
    const range = snapshotRange(id, options.from, options.before)
    return runCommands('listVersions', options, async (bounds) => {
      const page = { sort: { _id: -1 }, limit, batchSize: limit } as const
      const found = this.#collections.versions.find(range, { ...EXACT, ...bounds(), ...page })
      return (await found.toArray()).map(fromSnapshot)
    })
  }

  async deleteVersions(
    id: string,
    options?: StorageCallOptions & { readonly below?: number | undefined },
  ): Promise<void> {
    requireText(id, 'id')
    requireCount(options?.below, 'below')
    const range = snapshotRange(id, undefined, options?.below)
    await runCommands('deleteVersions', options, (bounds) =>
      this.#collections.versions.deleteMany(range, bounds()),
    )
  }

  async ping(options?: StorageCallOptions): Promise<void> {
    await runCommands('ping', options, (bounds) =>
      this.#db.command({ ping: 1 }, { readPreference: 'primary', ...bounds() }),
    )
  }

  async sweep(options: SweepOptions = {}): Promise<SweepReport> {
    requireFlag(options.dryRun, 'dryRun')
    const dryRun = options.dryRun === true
    return runCommands('sweep', { signal: options.signal }, (bounds) =>
      sweepVersions(this.#collections, this.keepVersions, dryRun, bounds),
    )
  }

  async adoptCharacters(options: AdoptionOptions = {}): Promise<AdoptionReport> {
    requireFlag(options.dryRun, 'dryRun')
    requireFunction(options.onProblem, 'onProblem')
    const { characters } = this.#collections
    const ensureIndex: AdoptionScope['ensureIndex'] = async () => {
      if (await hasNameIndex(characters)) return true
      if (options.dryRun !== true) await this.ensureIndexes()
      return options.dryRun !== true
    }
    return runCommands('adoptCharacters', { signal: options.signal }, (bounds) =>
      adoptDocuments({ characters, bounds, ensureIndex }, options),
    )
  }

  async #findHead(filter: Document, bounds: Bounds): Promise<StoredCharacter | null> {
    const head = await this.#collections.characters.findOne(filter, { ...EXACT, ...bounds() })
    return head && fromHead(head)
  }

  async #replaceHead(guard: Document, write: HeadWrite, bounds: Bounds): Promise<boolean> {
    const { characters } = this.#collections
    const { matchedCount } = write.update
      ? await characters.updateOne(guard, write.update, bounds())
      : await characters.replaceOne(guard, withSafeKeys(write.next), bounds())
    return matchedCount === 1
  }

  /** A write that needs the index to be there. */
  #write<T>(
    call: string,
    options: StorageCallOptions | undefined,
    run: (bounds: Bounds) => Promise<T>,
  ): Promise<T> {
    return runCommands(call, options, async (bounds) => {
      if (!this.#isIndexed) await this.ensureIndexes()
      return run(bounds)
    })
  }
}
