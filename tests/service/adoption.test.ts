import { ObjectId } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { codeOf, countCodes } from '../support/error-codes.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../support/mongo.ts'
import { outcomes } from '../support/turns.ts'
import { plantForeignDeleted } from '../support/write-cases.ts'

// Red when a name that is found taken is not asked who holds it.
eachStorage(({ create, createShared }) => {
  async function setup() {
    const storage = create()
    const service = new CharacterService({ storage })
    const id = await plantForeignDeleted(service, storage)
    return { storage, service, id }
  }

  test('a character that another program deleted is not found, and not listed as active', async () => {
    const { service } = await setup()
    expect(await service.findCharacter('luna')).toBeNull()
    expect(await service.listCharacters()).toEqual([])
    const write = service.updateCharacter('luna', { personality: 'x' })
    expect(await write.catch(codeOf)).toBe('CHARACTER_NOT_FOUND')
    expect(await service.deleteCharacter('luna').catch(codeOf)).toBe('CHARACTER_NOT_FOUND')
  })

  test('a create that wants its name adopts it among the deleted', async () => {
    const { service, id } = await setup()
    const made = await service.createCharacter(luna({ personality: 'new' }))
    expect(made).toMatchObject({ name: 'luna', version_number: 1, personality: 'new' })
    expect(await service.listDeletedCharacters()).toMatchObject([
      { id, name: 'luna', is_active: false, version_number: 1 },
    ])
    await service.deleteCharacter('luna')
    expect(await service.restoreCharacter(id)).toMatchObject({ id, name: 'luna' })
  })

  test('a rename and a restore that want its name adopt it too', async () => {
    const first = await setup()
    await first.service.createCharacter(luna({ name: 'nova' }))
    await first.service.updateCharacter('nova', { name: 'luna' })
    expect(await first.service.listDeletedCharacters()).toMatchObject([{ id: first.id }])

    const second = await setup()
    const nova = await second.service.createCharacter(luna({ name: 'nova' }))
    await second.service.deleteCharacter('nova')
    await second.service.restoreCharacter(nova.id, { name: 'luna' })
    expect(await second.service.getCharacter('luna')).toMatchObject({ id: nova.id })
    expect(await second.service.listDeletedCharacters()).toMatchObject([{ id: second.id }])
  })

  test('it can be restored and purged by its id before anybody wanted its name', async () => {
    const first = await setup()
    expect(await first.service.restoreCharacter(first.id)).toMatchObject({
      id: first.id,
      name: 'luna',
      is_active: true,
    })
    expect((await first.service.getCharacter('luna')).id).toBe(first.id)
    const second = await setup()
    await second.service.purgeCharacter(second.id)
    expect(await second.storage.find('luna')).toBeNull()
  })

  test('of many creates that want its name at once, one gets it', async () => {
    const storages = createShared()
    const services = storages.map((storage) => new CharacterService({ storage, timeoutMs: 60_000 }))
    const [service] = services as [CharacterService]
    const id = await plantForeignDeleted(service, storages[0])
    const creates = Array.from({ length: 64 }, (_, i) =>
      (services[i % 2] ?? service).createCharacter(luna({ display_name: `${i}` })),
    )
    const { values, errors } = await outcomes(creates)
    expect(values).toHaveLength(1)
    expect(countCodes(errors)).toEqual({ CHARACTER_ALREADY_EXISTS: 63 })
    expect(await service.listDeletedCharacters()).toMatchObject([{ id }])
    expect(await service.listCharacters()).toEqual(values)
  })
})

describeWithMongo('documents of another program', () => {
  let mongo: OpenMongo
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())

  async function plant(document: object) {
    const db = mongo.db()
    const heads = db.collection('characters')
    const { name: _name, traits, ...content } = luna()
    const _id = ObjectId.createFromHexString('65b9a0f0a1b2c3d4e5f60718')
    await heads.insertOne({ _id, name: 'luna', ...content, traits: [...traits], ...document })
    return { heads, service: new CharacterService({ storage: mongoStorage(db) }), id: `${_id}` }
  }

  test.each([{}, { is_active: true }, { is_active: null }, { version_number: null }])(
    'are found, updated and deleted whatever they leave out: %o',
    async (document) => {
      const { heads, service, id } = await plant(document)
      expect(await service.getCharacter('luna')).toMatchObject({
        id,
        version_number: 1,
        is_active: true,
        created_at: '2024-01-31T01:22:56.000Z',
      })
      expect(await service.updateCharacter('luna', { personality: 'a' })).toMatchObject({
        version_number: 2,
      })
      expect(await service.getVersion('luna', 1)).toMatchObject({ version_number: 1, name: 'luna' })
      await service.deleteCharacter('luna')
      expect(await heads.findOne({})).toMatchObject({
        name: `deleted/${id}`,
        deleted_name: 'luna',
        is_active: false,
        deleted_at: expect.any(Date),
      })
      await service.restoreCharacter(id)
      const restored = await heads.findOne({})
      expect(restored).toMatchObject({ name: 'luna', is_active: true })
      expect(Object.keys(restored ?? {})).not.toContain('deleted_name')
    },
  )

  test('a name that another program only lower-cased is found, and made canonical by a write', async () => {
    const { heads, service, id } = await plant({ name: 'straße' })
    expect(await service.getCharacter('Straße')).toMatchObject({ id, name: 'straße' })
    expect(await service.findCharacter('STRASSE')).toBeNull()
    expect(await service.updateCharacter('Straße', { personality: 'a' })).toMatchObject({
      name: 'strasse',
      version_number: 2,
    })
    expect(await heads.findOne({})).toMatchObject({ name: 'strasse', renamed_from: 'straße' })
    for (const name of ['Straße', 'STRASSE', 'strasse']) {
      expect(await service.getCharacter(name)).toMatchObject({ id, version_number: 2 })
    }
  })

  test('a soft delete by another program between our read and our write is not undone', async () => {
    const { heads, service } = await plant({})
    await service.updateCharacter('luna', { personality: 'a' })
    let calls = 0
    const edit = service.editCharacter('luna', async () => {
      if (calls++ === 0) await heads.updateOne({}, { $set: { is_active: false } })
      return { personality: 'b' }
    })
    expect(await edit.catch(codeOf)).toBe('CHARACTER_NOT_FOUND')
    expect(await heads.findOne({})).toMatchObject({ is_active: false, personality: 'a' })
  })
})
