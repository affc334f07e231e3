import { EventEmitter } from 'node:events'
import { MongoClient } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { mongoStorage } from '../../../src/storage/mongo/storage.ts'

// Never connected: a storage opens nothing by itself.
const client = new MongoClient('mongodb://127.0.0.1:1')
const db = client.db('app')

/** A mongoose connection, as far as it can be told: `db` is a property of it, not a method. */
class FakeConnection extends EventEmitter {
  readonly db = db
  collection(): void {}
  getClient(): MongoClient {
    return client
  }
}

describe('mongoStorage', () => {
  const mistakes: [string, unknown, RegExp][] = [
    ['a client', client, /got a MongoClient: pass a Db of it, client\.db\(\)/],
    ['a promise of a Db', Promise.resolve(db), /got a promise: await it/],
    ['a collection', db.collection('characters'), /got a Collection: pass its Db/],
    ['a mongoose connection', new FakeConnection(), /mongoose connection: .*getClient\(\)\.db\(\)/],
    // Without showing it: it may hold a password.
    ['a connection string', 'mongodb://root:hunter2@db', /^(?!.*hunter2).*new MongoClient\(uri\)/],
    ['nothing', undefined, /db must be a Db .* got undefined/],
    ['null', null, /got null/],
    ['options', { collection: 'characters' }, /db must be a Db/],
  ]
  for (const [title, value, message] of mistakes) {
    test(`says what to pass when it gets ${title}`, () => {
      expect(() => mongoStorage(value as never)).toThrow(TypeError)
      expect(() => mongoStorage(value as never)).toThrow(message)
    })
  }

  test('takes a database of any shape that has what it needs', () => {
    const wrapped = new Proxy(db, {})
    expect(mongoStorage(wrapped).keepVersions).toBe(Number.POSITIVE_INFINITY)
  })

  test('refuses names that no collection can have', () => {
    for (const name of ['', 5, null, {}, 'a$b', '.a', 'a.', 'a..b', 'a\0', 'system.users']) {
      const collection = name as string
      expect(() => mongoStorage(db, { collection })).toThrow(/collection must be the name/)
      expect(() => mongoStorage(db, { versionsCollection: collection })).toThrow(
        /versionsCollection must be the name/,
      )
    }
  })

  test('keeps characters and versions apart', () => {
    expect(() => mongoStorage(db, { collection: 'x', versionsCollection: 'x' })).toThrow(
      "collection and versionsCollection are both 'x'",
    )
  })

  test('an explicit undefined is the default', () => {
    const options = {
      collection: undefined,
      versionsCollection: undefined,
      ensureIndexes: undefined,
      keepVersions: undefined,
    }
    expect(mongoStorage(db, options).keepVersions).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('keepVersions', () => {
  test('is an integer of 1 or more', () => {
    for (const keepVersions of [0, -1, 1.5, Number.NaN, '3', null, {}]) {
      const options = { keepVersions: keepVersions as number }
      expect(() => mongoStorage(db, options)).toThrow(
        /keepVersions must be an integer of 1 or more/,
      )
      expect(() => memoryStorage(options)).toThrow(TypeError)
    }
    for (const keepVersions of [1, 50, Number.POSITIVE_INFINITY]) {
      expect(mongoStorage(db, { keepVersions }).keepVersions).toBe(keepVersions)
      expect(memoryStorage({ keepVersions }).keepVersions).toBe(keepVersions)
    }
  })
})
