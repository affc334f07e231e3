import {
  type Collection,
  type CommandStartedEvent,
  type Db,
  type Document,
  ObjectId,
} from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { CharacterService } from '../../../src/service/character-service.ts'
import { mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { luna } from '../../support/characters.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'
import { figure, sized } from '../../support/sizes.ts'
import { pythonDocument } from './python-document.ts'

const CONTENT = [
  'personality',
  'system_prompt',
  'traits',
  'voice_settings',
  'display_name',
  'search_words',
]

describeWithMongo('what is kept beside the content', () => {
  let mongo: OpenMongo
  let db: Db
  let characters: Collection
  let service: CharacterService
  let commands: Document[] = []
  beforeAll(async () => {
    mongo = await openMongo({ monitorCommands: true })
    mongo.client.on('commandStarted', ({ command }: CommandStartedEvent) => commands.push(command))
  })
  afterAll(() => mongo.close())
  beforeEach(() => {
    db = mongo.db()
    characters = db.collection('characters')
    service = new CharacterService({ storage: mongoStorage(db) })
  })

  // Red when a page of changes reads whole documents, or more of them than are asked for.
  test('changes are listed without contents, page by page', { timeout: 300_000 }, async () => {
    const versions = sized('versions of which changes are listed', 1_000, 60)
    await service.createCharacter(luna())
    for (let n = 1; n < versions; n++)
      await service.updateCharacter('luna', { traits: [`${n}`] }, { by: `${n}` })
    commands = []
    const seen: number[] = []
    for (let before: number | undefined; seen.length < versions; before = seen.at(-1)) {
      const page = await service.listChanges('luna', { limit: 20, before })
      expect(page.length).toBeLessThanOrEqual(20)
      seen.push(...page.map(({ version_number }) => version_number))
      if (page.length === 0) break
    }
    expect(seen).toEqual(Array.from({ length: versions }, (_, n) => versions - n))
    const finds = commands.filter(({ find }) => find !== undefined)
    expect(finds.length).toBeGreaterThan(versions / 20)
    for (const { projection, limit } of finds) {
      const fields = Object.keys(projection ?? {})
      expect(fields).toContain('last_change')
      for (const field of CONTENT) expect(fields).not.toContain(field)
      if (limit !== undefined) expect(limit).toBeLessThanOrEqual(20)
    }
    figure('changes listed on MongoDB', `${seen.length} in ${finds.length} reads, no contents`)
  })

  test('a document of before is read and written as it is', async () => {
    const _id = new ObjectId()
    const odd = {
      last_change: 5,
      labels: 'x',
      label_moves: { a: 1 },
      touched_by: [1, null],
      deleted_by: 7,
      tenant: 'other',
    }
    await characters.insertMany([
      pythonDocument({ _id, name: 'luna', version_number: 3 }),
      pythonDocument({ _id: new ObjectId(), name: 'nova', version_number: 3, ...odd }),
    ])
    for (const name of ['luna', 'nova']) {
      expect(await service.listLabels(name)).toEqual([])
      expect(await service.listLabelMoves(name)).toEqual([])
      expect(await service.listChanges(name)).toMatchObject([
        {
          version_number: 3,
          changed_by: null,
          note: null,
          fields: null,
          rolled_back_to: null,
          labels: [],
        },
      ])
      await service.updateCharacter(name, { traits: ['kind'] }, { by: 'ana' })
      expect(await service.listChanges(name)).toMatchObject([
        { version_number: 4, changed_by: 'ana', fields: ['traits'] },
        { version_number: 3, fields: null },
      ])
    }
    const [before, after] = [odd, await characters.findOne({ name: 'nova' })]
    const { last_change, ...kept } = before
    expect(after).toMatchObject(kept)
    await service.setLabel('nova', 'live', 3)
    expect(await service.getCharacter('nova', { label: 'live' })).toMatchObject({
      version_number: 3,
    })
    const { id } = await service.deleteCharacter('nova')
    expect(await service.listDeletedCharacters()).toMatchObject([{ id, deleted_by: null }])
    await service.restoreCharacter(id)
    expect(await service.listLabels('nova')).toMatchObject([{ label: 'live', version_number: 3 }])
  })

  test('a version that another program has written since tells nothing of ours', async () => {
    await service.createCharacter(luna(), { by: 'ana', note: 'first' })
    await characters.updateOne(
      { name: 'luna' },
      { $set: { personality: 'wild' }, $inc: { version_number: 1 } },
    )
    expect(await service.listChanges('luna')).toMatchObject([
      { version_number: 2, changed_by: null, note: null, fields: null },
    ])
    await service.updateCharacter('luna', {}, { by: 'ben' })
    expect(await service.listChanges('luna')).toMatchObject([
      { version_number: 3, changed_by: 'ben' },
      { version_number: 2, changed_by: null, fields: null },
    ])
  })

  test('it is stored beside the content, and of a version only the write that made it', async () => {
    const { id } = await service.createCharacter(luna(), { by: 'ana' })
    await service.setLabel('luna', 'live', 1, { note: 'go' })
    await service.updateCharacter('luna', { traits: ['kind'] })
    const head = await characters.findOne({ _id: new ObjectId(id) })
    expect(head).toMatchObject({
      last_change: { version_number: 2, by: null, fields: ['traits'], write_id: head?.write_id },
      labels: [{ label: 'live', version_number: 1, note: 'go' }],
      label_moves: [{ label: 'live', from: null, to: 1 }],
    })
    expect(head?.touched_by).toHaveLength(1)
    const snapshot = await db.collection('character_versions').findOne()
    expect(snapshot).toMatchObject({ last_change: { version_number: 1, by: 'ana' } })
    for (const field of ['labels', 'label_moves', 'touched_by'])
      expect(snapshot).not.toHaveProperty(field)
  })
})
