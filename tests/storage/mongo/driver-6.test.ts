import { BSON, Long } from 'mongodb'
import { afterAll, expect, test, vi } from 'vitest'
import { EXACT } from '../../../src/storage/mongo/document.ts'
import { mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { newId, sampleRecord } from '../../../src/testing/storage-clauses/clause.ts'
import { storageContract } from '../../../src/testing/storage-contract.ts'
import { describeWithMongo, mongoUri, openMongo } from '../../support/mongo.ts'
import { sortOrderOf } from '../../support/sort-order.ts'
import { startProxy } from '../../support/tcp-proxy.ts'
import { pythonDocument } from './python-document.ts'

// Every import of the driver in this file's module graph, the library's own included.
vi.mock('mongodb', () => import('mongodb6'))

const mongo = mongoUri() === null ? undefined : await openMongo()
const order = mongo && (await sortOrderOf(mongo.db()))
afterAll(() => mongo?.close())

describeWithMongo('mongoStorage on driver 6', () => {
  if (!mongo) return

  test('the driver is of version 6', () => {
    const { driver } = Reflect.get(mongo.client.options, 'metadata') ?? {}
    expect(driver?.version).toMatch(/^6\./)
  })

  test('what a write does not touch keeps its type', async () => {
    const db = mongo.db()
    const settings = { small: Long.fromNumber(5), since: new Date(0), '': 1.5 }
    await db.collection('characters').insertOne(pythonDocument({ voice_settings: settings }))
    const storage = mongoStorage(db)
    const head = await storage.find('luna')
    expect(head?.character.voice_settings).toEqual({
      small: 5,
      since: '1970-01-01T00:00:00.000Z',
      '': 1.5,
    })
    if (!head) return
    await storage.swap(head, { writeId: newId(), set: { display_name: 'x' } })
    const stored = await db.collection('characters').findOne({}, EXACT)
    expect(Buffer.from(BSON.serialize(stored?.voice_settings))).toEqual(
      Buffer.from(BSON.serialize(settings)),
    )
  })

  test('a server that hangs keeps no connection', async () => {
    const proxy = await startProxy(mongoUri() ?? '')
    const through = await openMongo({ maxPoolSize: 5 }, proxy.uri)
    try {
      const storage = mongoStorage(through.db())
      await storage.insert(sampleRecord({ name: 'luna' }), newId())
      proxy.hang()
      const calls = Array.from({ length: 50 }, (_, n) =>
        n % 2
          ? storage.find('luna', { timeoutMs: 300 })
          : storage.insert(sampleRecord(), newId(), { timeoutMs: 300 }),
      )
      for (const { status } of await Promise.allSettled(calls)) expect(status).toBe('rejected')
      proxy.resume()
      expect(await storage.find('luna', { timeoutMs: 5_000 })).not.toBeNull()
    } finally {
      proxy.resume()
      await through.close()
      await proxy.stop()
    }
  })

  storageContract({ test, createStorage: () => mongoStorage(mongo.db()), order })
})
