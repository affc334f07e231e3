import type { Collection } from 'mongodb'
import { ObjectId } from 'mongodb'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { changeStreamInvalidation } from '../../../src/invalidation/change-stream/bus.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { eventually } from '../../support/bus-probe.ts'
import { luna } from '../../support/characters.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'
import { type MongoServer, startMongo } from '../../support/mongo-server.ts'

describeWithMongo('what another program writes straight to the collection', () => {
  let server: MongoServer
  let mongo: OpenMongo
  let service: CharacterService
  /** The collection as the other program sees it. */
  let foreign: Collection

  beforeAll(async () => {
    server = await startMongo({ oplog: true })
    mongo = await openMongo({}, server.uri)
  })
  afterAll(async () => {
    await mongo.close()
    await server.stop()
  })
  beforeEach(async () => {
    const db = mongo.db()
    foreign = db.collection('characters')
    service = new CharacterService({
      storage: mongoStorage(db),
      invalidation: changeStreamInvalidation(foreign),
    })
    await service.createCharacter(luna())
    await eventually('luna in the cache', async () => {
      await service.getCharacter('luna')
      return service.stats().entries === 1
    })
  })
  afterEach(() => service.close())

  async function seen(what: string, name: string, personality: string | undefined): Promise<void> {
    const shown = async (): Promise<boolean> =>
      (await service.findCharacter(name))?.personality === personality
    await eventually(`${what} of ${name}`, shown, 5_000)
  }

  test('is seen when it updates, leaving our write id where it is', async () => {
    const change = { $set: { personality: 'calm' }, $inc: { version_number: 1 } }
    await foreign.updateOne({ name: 'luna' }, change)
    await seen('an update', 'luna', 'calm')
    expect((await service.getCharacter('luna')).version_number).toBe(2)
  })

  test('is seen when it updates without raising the version', async () => {
    await foreign.updateOne({ name: 'luna' }, { $set: { personality: 'calm' } })
    await seen('an update', 'luna', 'calm')
  })

  test('is seen when it replaces the document', async () => {
    const document = await foreign.findOne({ name: 'luna' })
    await foreign.replaceOne({ name: 'luna' }, { ...document, personality: 'wild' })
    await seen('a replacement', 'luna', 'wild')
  })

  test('is seen when it soft-deletes, and frees no name', async () => {
    await foreign.updateOne({ name: 'luna' }, { $set: { is_active: false } })
    await seen('a soft delete', 'luna', undefined)
  })

  test('is seen when it removes the document', async () => {
    await foreign.deleteOne({ name: 'luna' })
    await seen('a removal', 'luna', undefined)
  })

  test('is seen when it renames, under both names', async () => {
    await service.updateCharacter('luna', { personality: 'calm' })
    await eventually('luna in the cache', async () => {
      await service.getCharacter('luna')
      return service.stats().entries === 1
    })
    await foreign.updateOne({ name: 'luna' }, { $set: { name: 'nova' } })
    await seen('a rename', 'nova', 'calm')
    await seen('a rename', 'luna', undefined)
  })

  test('is seen when it puts another character under the name', async () => {
    await foreign.deleteOne({ name: 'luna' })
    const document = { _id: new ObjectId(), name: 'luna', personality: 'another' }
    await foreign.insertOne(document)
    await seen('a replacement', 'luna', 'another')
    expect((await service.getCharacter('luna')).id).toBe(document._id.toHexString())
  })

  test('is seen when it drops the collection', async () => {
    await foreign.drop()
    await seen('the drop', 'luna', undefined)
    await foreign.insertOne({ name: 'luna', personality: 'again' })
    await seen('an insert', 'luna', 'again')
    await foreign.updateOne({ name: 'luna' }, { $set: { personality: 'calm' } })
    await seen('an update', 'luna', 'calm')
  })
})
