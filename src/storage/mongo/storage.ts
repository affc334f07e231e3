import type { Db, Document } from 'mongodb'
import { checkOptions } from '../../known-options.ts'
import {
  requireDeletedPage,
  requireFlag,
  requireFunction,
  requireNames,
  requirePage,
  requireText,
  resolveKeepVersions,
} from '../call-arguments.ts'
import type {
  CharacterChange,
  CharacterQuery,
  InsertOptions,
  ListDeletedOptions,
  ListOptions,
  StorageCallOptions,
  SwapResult,
} from '../character-storage.ts'
import { toStorable } from '../storable.ts'
import type {
  CharacterRecord,
  CharacterState,
  StoredCharacter,
  VersionState,
} from '../stored-character.ts'
import { adoptDocuments } from './adoption.ts'
import type { AdoptionOptions, AdoptionReport } from './adoption-report.ts'
import { type HeadWrite, planSwap } from './change.ts'
import { type Bounds, isDuplicateKey, isWriteConflict, runCommands } from './command.ts'
import { openCollections } from './database.ts'
import { asWritten, documentOf, EXACT, fromHead, toDocument, toObjectId } from './document.ts'
import { guardOf } from './guard.ts'
import { MongoIndexes } from './indexes.ts'
import { MONGO_STORAGE_OPTIONS, type MongoStorage, type MongoStorageOptions } from './options.ts'
import { findActive, findDeleted, findNamed } from './pages.ts'
import { characterState, countHeads, stateFields, VERSION_FIELDS, versionState } from './query.ts'
import { type ReindexOptions, type ReindexReport, reindexHeads } from './reindex.ts'
import { type SweepOptions, type SweepReport, sweepVersions } from './sweep.ts'
import { refuseLargeDocument, withSafeKeys } from './value.ts'
import { MongoVersions } from './versions.ts'

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
  checkOptions('mongoStorage', options, MONGO_STORAGE_OPTIONS)
  return new MongoCharacterStorage(db, options)
}

class MongoCharacterStorage extends MongoVersions implements MongoStorage {
  readonly keepVersions: number
  readonly statesFirst = true
  readonly #db: Db

  constructor(db: Db, options: MongoStorageOptions) {
    const collections = openCollections(db, options.collection, options.versionsCollection)
    requireFlag(options.ensureIndexes, 'ensureIndexes')
    const isReady = options.ensureIndexes === false
    super(collections, new MongoIndexes(collections.characters, isReady, options.logger))
    this.#db = db
    this.keepVersions = resolveKeepVersions(options.keepVersions)
  }

  ensureIndexes(): Promise<void> {
    return this.indexes.ensure()
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
    options?: InsertOptions,
  ): Promise<StoredCharacter | null> {
    requireText(writeId, 'writeId')
    const record = toStorable(character).fields as CharacterRecord
    const document = toDocument(record, writeId, options)
    refuseLargeDocument(document)
    return this.write('insert', options, async (bounds) => {
      try {
        await this.collections.characters.insertOne(document, bounds())
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
    return this.write('swap', options, async (bounds) => {
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
        const { deletedCount } = await this.collections.characters.deleteOne(guard, bounds())
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
      findActive(this.collections.characters, options, bounds),
    )
  }

  async listStates(options: ListOptions = {}): Promise<readonly CharacterState[]> {
    requirePage(options)
    const fields = stateFields(options)
    return runCommands('listStates', options, async (bounds) => {
      const page = await findActive(this.collections.characters, options, bounds, fields)
      return page.map(characterState)
    })
  }

  async countHeads(options: CharacterQuery = {}): Promise<number> {
    return runCommands('countHeads', options, (bounds) =>
      countHeads(this.collections.characters, options, bounds),
    )
  }

  async findMany(
    names: readonly string[],
    options?: StorageCallOptions,
  ): Promise<readonly StoredCharacter[]> {
    requireNames(names)
    if (names.length === 0) return []
    return runCommands('findMany', options, (bounds) =>
      findNamed(this.collections.characters, names, bounds),
    )
  }

  async findStates(
    names: readonly string[],
    options?: StorageCallOptions,
  ): Promise<readonly VersionState[]> {
    requireNames(names)
    if (names.length === 0) return []
    return runCommands('findStates', options, async (bounds) => {
      const fields = { ...VERSION_FIELDS, is_active: 1, deleted_name: 1 }
      const heads = await findNamed(this.collections.characters, names, bounds, fields)
      return heads.map(versionState)
    })
  }

  async listDeleted(options: ListDeletedOptions = {}): Promise<readonly StoredCharacter[]> {
    requireDeletedPage(options)
    return runCommands('listDeleted', options, (bounds) =>
      findDeleted(this.collections.characters, options, bounds),
    )
  }

  async ping(options?: StorageCallOptions): Promise<void> {
    await runCommands('ping', options, (bounds) =>
      this.#db.command({ ping: 1 }, { readPreference: 'primary', ...bounds() }),
    )
  }

  async sweep(options: SweepOptions = {}): Promise<SweepReport> {
    const { dryRun = false } = options
    requireFlag(dryRun, 'dryRun')
    return runCommands('sweep', { signal: options.signal }, (bounds) =>
      sweepVersions(this.collections, this.keepVersions, dryRun, bounds),
    )
  }

  async adoptCharacters(options: AdoptionOptions = {}): Promise<AdoptionReport> {
    requireFlag(options.dryRun, 'dryRun')
    requireFunction(options.onProblem, 'onProblem')
    const { characters } = this.collections
    const ensureIndex = () => this.indexes.forAdoption(options.dryRun === true)
    return runCommands('adoptCharacters', { signal: options.signal }, (bounds) =>
      adoptDocuments({ characters, bounds, ensureIndex }, options),
    )
  }

  async reindexCharacters(options: ReindexOptions = {}): Promise<ReindexReport> {
    requireFlag(options.dryRun, 'dryRun')
    await this.indexes.ensureSearch()
    return runCommands('reindexCharacters', { signal: options.signal }, (bounds) =>
      reindexHeads(this.collections.characters, options, bounds),
    )
  }

  async #findHead(filter: Document, bounds: Bounds): Promise<StoredCharacter | null> {
    const head = await this.collections.characters.findOne(filter, { ...EXACT, ...bounds() })
    return head && fromHead(head)
  }

  async #replaceHead(guard: Document, write: HeadWrite, bounds: Bounds): Promise<boolean> {
    const { characters } = this.collections
    const { matchedCount } = write.update
      ? await characters.updateOne(guard, write.update, bounds())
      : await characters.replaceOne(guard, withSafeKeys(write.next), bounds())
    return matchedCount === 1
  }
}
