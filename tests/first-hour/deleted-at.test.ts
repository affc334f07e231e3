import { afterAll, beforeAll, expect, test } from 'vitest'
import { CharacterService } from '../../src/index.ts'
import { mongoStorage } from '../../src/mongo.ts'
import { luna } from '../support/characters.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../support/mongo.ts'

describeWithMongo('the first hour: erasing what was deleted long ago', () => {
  let mongo: OpenMongo
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())

  test('finds by `deleted_at` what was deleted before a time, and nothing else', async () => {
    const db = mongo.db()
    let now = Date.parse('2026-01-01T00:00:00Z')
    const service = new CharacterService({ storage: mongoStorage(db), now: () => now })
    const names = ['deleted early', 'deleted late', 'restored', 'active']
    for (const name of names) await service.createCharacter(luna({ name }))
    const early = await service.deleteCharacter('deleted early')
    const { id } = await service.deleteCharacter('restored')
    now = Date.parse('2026-03-01T00:00:00Z')
    await service.restoreCharacter(id)
    await service.deleteCharacter('deleted late')

    // As in docs/deleting.md.
    const longAgo = { name: /^deleted\//, deleted_at: { $lt: new Date('2026-02-01') } }
    const found = await db.collection('characters').find(longAgo).project({ _id: 1 }).toArray()
    expect(found.map(({ _id }) => String(_id))).toEqual([early.id])
    await service.purgeCharacter(early.id)
    expect(await service.listDeletedCharacters()).toMatchObject([{ name: 'deleted late' }])
  })
})
