import type { Collection, Db } from 'mongodb'
import { describeValue } from '../../describe-value.ts'

/** The collections of a storage. */
export interface MongoCollections {
  readonly characters: Collection
  readonly versions: Collection
}

const DEFAULT_COLLECTION = 'characters'
const DEFAULT_VERSIONS_COLLECTION = 'character_versions'

/**
 * Opens the collections with majority writes and primary reads, whatever the connection string
 * says, and with values as the driver gives them by default.
 *
 * Reads ask the primary for what it holds now, not for what a majority is known to hold already: a
 * write whose reply was lost must be seen by the read that settles it, or it would be made twice.
 *
 * @throws {TypeError} when `db` is no database, or a name no collection can have
 */
export function openCollections(
  db: Db,
  collection: string = DEFAULT_COLLECTION,
  versionsCollection: string = defaultVersions(collection),
): MongoCollections {
  requireDb(db)
  requireCollectionName('collection', collection)
  requireCollectionName('versionsCollection', versionsCollection)
  if (collection === versionsCollection) {
    throw new TypeError(`mongoStorage: collection and versionsCollection are both '${collection}'`)
  }
  return { characters: open(db, collection), versions: open(db, versionsCollection) }
}

function open(db: Db, name: string): Collection {
  return db.collection(name, {
    readPreference: 'primary',
    readConcern: { level: 'local' },
    writeConcern: { w: 'majority' },
    promoteValues: true,
    promoteLongs: true,
    promoteBuffers: false,
    useBigInt64: false,
    ignoreUndefined: false,
    raw: false,
  })
}

function defaultVersions(collection: string): string {
  return collection === DEFAULT_COLLECTION ? DEFAULT_VERSIONS_COLLECTION : `${collection}_versions`
}

function requireCollectionName(option: string, name: unknown): void {
  const isName = typeof name === 'string' && /^(?!system\.|\.)[^$\0]+(?<!\.)$/.test(name)
  if (!isName || name.includes('..')) {
    throw new TypeError(
      `mongoStorage: ${option} must be the name of a collection, got ${describeValue(name)}`,
    )
  }
}

/** By shape, so that a host may wrap its database; the usual mistakes get an answer of their own. */
function requireDb(db: unknown): void {
  if (typeof db === 'object' && db !== null) {
    if (hasMethod(db, 'collection') && hasText(db, 'databaseName')) return
    if (hasMethod(db, 'then')) {
      throw new TypeError('mongoStorage: got a promise: await it, and pass the Db')
    }
    if (hasMethod(db, 'db')) {
      throw new TypeError('mongoStorage: got a MongoClient: pass a Db of it, client.db()')
    }
    if (hasText(db, 'collectionName')) {
      throw new TypeError(
        "mongoStorage: got a Collection: pass its Db, and its name as { collection: '…' }",
      )
    }
    if (hasMethod(db, 'getClient')) {
      throw new TypeError(
        'mongoStorage: got a mongoose connection: pass its Db, connection.getClient().db()',
      )
    }
  }
  // Not shown: it may hold a password.
  if (typeof db === 'string') {
    throw new TypeError('mongoStorage: got a text: pass a Db, new MongoClient(uri).db()')
  }
  throw new TypeError(
    `mongoStorage: db must be a Db of the mongodb driver, client.db(), got ${describeValue(db)}`,
  )
}

function hasMethod(value: object, method: string): boolean {
  return typeof Reflect.get(value, method) === 'function'
}

function hasText(value: object, property: string): boolean {
  return typeof Reflect.get(value, property) === 'string'
}
