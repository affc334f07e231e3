import { type Collection, type Db, ObjectId } from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { CharacterService } from '../../../src/service/character-service.ts'
import { type MongoStorage, mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { luna } from '../../support/characters.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'
import { pythonDocument } from './python-document.ts'

describeWithMongo('tenants on MongoDB', () => {
  let mongo: OpenMongo
  let db: Db
  let characters: Collection
  let storage: MongoStorage
  let root: CharacterService
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())
  beforeEach(() => {
    db = mongo.db()
    characters = db.collection('characters')
    storage = mongoStorage(db)
    root = new CharacterService({ storage })
  })

  test('the stored name carries the tenant, and a field beside it says so', async () => {
    const acme = root.forTenant('acme')
    const { id } = await acme.createCharacter(luna())
    await acme.updateCharacter('luna', { name: 'selene' })
    const _id = new ObjectId(id)
    expect(await characters.findOne({ _id })).toMatchObject({
      name: 'tenants/acme/selene',
      tenant: 'acme',
      renamed_from: 'tenants/acme/luna',
    })
    expect(await db.collection('character_versions').findOne()).toMatchObject({
      name: 'tenants/acme/luna',
      tenant: 'acme',
    })
    await acme.rollbackCharacter('selene', 1)
    await acme.deleteCharacter('selene')
    expect(await characters.findOne({ _id })).toMatchObject({
      name: `tenants/acme/deleted/${id}`,
      tenant: 'acme',
      is_active: false,
    })
    await root.createCharacter(luna())
    expect(await characters.findOne({ name: 'luna' })).not.toHaveProperty('tenant')
  })

  test('adoption makes the name canonical where it is, and says whose it is', async () => {
    const gone = new ObjectId()
    await characters.insertMany([
      pythonDocument({ _id: new ObjectId(), name: 'tenants/acme/Luna' }),
      pythonDocument({ _id: gone, name: 'tenants/acme/Nova', is_active: false }),
      pythonDocument({ _id: new ObjectId(), name: 'Luna' }),
    ])
    const report = await storage.adoptCharacters()
    expect(report).toMatchObject({ renamed: 2, freed: 1, problems: [] })
    const acme = root.forTenant('acme')
    expect((await acme.listCharacters()).map(({ name }) => name)).toEqual(['luna'])
    expect(await acme.listDeletedCharacters()).toMatchObject([{ name: 'Nova' }])
    expect(await characters.findOne({ _id: gone })).toMatchObject({
      name: `tenants/acme/deleted/${gone}`,
      tenant: 'acme',
    })
    expect(await acme.restoreCharacter(String(gone))).toMatchObject({ name: 'nova' })
    expect(await storage.adoptCharacters()).toMatchObject({ adopted: 0, problems: [] })
    expect((await root.listCharacters()).map(({ name }) => name)).toEqual(['luna'])
  })

  // Red when words are made of the stored name: `tenants` and `acme` then find every character.
  test('reindexing finds a character by its own words alone', async () => {
    const acme = root.forTenant('acme')
    await characters.insertOne(pythonDocument({ _id: new ObjectId(), name: 'tenants/acme/luna' }))
    expect(await storage.reindexCharacters()).toMatchObject({ indexed: 1 })
    expect(await acme.countCharacters({ text: 'luna' })).toBe(1)
    for (const text of ['tenants', 'acme']) expect(await acme.countCharacters({ text })).toBe(0)
  })

  test('a sweep removes what a purge has left of a tenant, and no more', async () => {
    const acme = root.forTenant('acme')
    const { id } = await acme.createCharacter(luna())
    await acme.updateCharacter('luna', { traits: ['kind'] })
    await root.createCharacter(luna())
    await root.updateCharacter('luna', { traits: ['kind'] })
    await characters.deleteOne({ _id: new ObjectId(id) })
    expect(await storage.sweep()).toMatchObject({ purged: 1, purgedVersions: 1, prunedVersions: 0 })
    expect(await root.listVersions('luna')).toHaveLength(2)
  })

  test('a deleted head of another program stays with the tenant of its stored name', async () => {
    const _id = new ObjectId()
    const name = `tenants/acme/deleted/${_id}`
    const document = pythonDocument({ _id, name, deleted_name: 'luna', is_active: false })
    await characters.insertOne(document)
    await expect(root.restoreCharacter(String(_id))).rejects.toMatchObject({
      code: 'CHARACTER_NOT_FOUND',
    })
    expect(await root.forTenant('acme').restoreCharacter(String(_id))).toMatchObject({
      name: 'luna',
    })
    expect(await characters.findOne({ _id })).toMatchObject({ name: 'tenants/acme/luna' })
  })
})
