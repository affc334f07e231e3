import { type Collection, type Db, type Document, ObjectId } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CharacterService } from '../../../src/service/character-service.ts'
import type { AdoptionProblem, AdoptionReport } from '../../../src/storage/mongo/adoption-report.ts'
import { type MongoStorage, mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { luna } from '../../support/characters.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'
import { pythonDocument } from './python-document.ts'

let last = 0

/** The id of the n-th document, so that ids come in the order in which documents were made. */
function idOf(n: number): string {
  return `65c0${n.toString(16).padStart(20, '0')}`
}

function document(name: unknown, fields: Document = {}): Document {
  return pythonDocument({ _id: new ObjectId(idOf(++last)), name, ...fields })
}

const DELETED = { is_active: false }

/** What a report says of each problem, but for its sentence. */
function outlined({ problems }: AdoptionReport): unknown[] {
  return problems.map(({ kind, id, name, heldBy }) => [kind, id, name, heldBy])
}

describeWithMongo('adoptCharacters', () => {
  let mongo: OpenMongo
  let db: Db
  let characters: Collection
  let storage: MongoStorage
  let service: CharacterService
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())
  beforeEach(() => {
    last = 0
    db = mongo.db()
    characters = db.collection('characters')
    storage = mongoStorage(db)
    service = new CharacterService({ storage })
  })

  const all = (): Promise<Document[]> => characters.find().sort({ _id: 1 }).toArray()
  const indexes = async (): Promise<number> => (await characters.indexes()).length

  /** A collection with something of everything; in the order of ids. */
  async function fill(): Promise<void> {
    await characters.createIndex({ name: 1 }, { unique: true })
    await characters.insertMany([
      document('luna', { revision_id: 'kept', voice_settings: { pitch: 1 } }),
      document('straße', { version_number: 4 }),
      document('nova', DELETED),
      document('ｏｌｄ', DELETED),
      { _id: new ObjectId(idOf(++last)), name: 'bare', display_name: 'Bare' },
      document('text', { created_at: '2024-02-05T10:11:12.345678' }),
      document('a/b'),
      document('strasse'),
      { ...document(`deleted/${idOf(9)}`), deleted_name: 'back', deleted_at: new Date(0) },
      { ...document('luna\u00a0'), _id: 5 },
      document('café'.normalize('NFD')),
    ])
  }

  test('takes over a collection of the Python service, and says what it did', async () => {
    await fill()
    const report = await storage.adoptCharacters()
    expect(report).toMatchObject({
      dryRun: false,
      examined: 11,
      adopted: 10,
      renamed: 1,
      freed: 2,
      revived: 1,
      completed: 10,
      problemCounts: { taken: 1, name: 1, field: 3, id: 1, index: 0, busy: 0 },
    })
    expect(outlined(report)).toEqual([
      ['id', '5', 'luna\u00a0', undefined],
      ['taken', idOf(2), 'straße', idOf(8)],
      ['field', idOf(5), 'bare', undefined],
      ['field', idOf(5), 'bare', undefined],
      ['field', idOf(5), 'bare', undefined],
      ['name', idOf(7), 'a/b', undefined],
    ])
    expect(report.problems[1]?.message).toBe(
      `'strasse' is the name of the character ${idOf(8)}: rename or delete one of them`,
    )
    const names = (await service.listCharacters()).map(({ name }) => name)
    expect(names).toEqual([
      'a/b',
      'back',
      'bare',
      'café',
      'luna',
      'luna\u00a0',
      'strasse',
      'straße',
      'text',
    ])
    for (const spelling of ['Café', 'BACK', 'ｌｕｎａ', 'Text', 'straße']) {
      expect(await service.getCharacter(spelling)).toMatchObject({ is_active: true })
    }
    const gone = await service.listDeletedCharacters()
    expect(gone.map(({ id, name }) => [id, name])).toEqual([
      [idOf(3), 'nova'],
      [idOf(4), 'ｏｌｄ'],
    ])
    await service.createCharacter(luna({ name: 'nova' }))
    expect(await service.restoreCharacter(idOf(4))).toMatchObject({ name: 'old' })
  })

  test('changes neither contents nor versions, and nothing that it does not know', async () => {
    await fill()
    const before = await all()
    await storage.adoptCharacters()
    const ours =
      /^(name|is_active|version_number|write_id|renamed_from|deleted_|search_|avatar|voice|.*_at$)/
    for (const [n, after] of (await all()).entries()) {
      const was = before[n] ?? {}
      for (const field of new Set([...Object.keys(was), ...Object.keys(after)])) {
        if (ours.test(field) && was[field] == null) continue
        if (/^(name|created_at|deleted_)/.test(field)) continue
        expect([after._id, field, after[field]]).toEqual([was._id, field, was[field]])
      }
    }
    expect(await db.collection('character_versions').countDocuments()).toBe(0)
    expect(await service.getCharacter('text')).toMatchObject({
      created_at: '2024-02-05T10:11:12.345Z',
      updated_at: '2024-02-06T10:11:12.345Z',
      version_number: 1,
    })
  })

  test('does nothing more when it is repeated, and reports again what is left', async () => {
    await fill()
    const first = await storage.adoptCharacters()
    const stored = await all()
    const second = await storage.adoptCharacters()
    expect(await all()).toEqual(stored)
    expect(second).toMatchObject({ adopted: 0, renamed: 0, freed: 0, revived: 0, completed: 0 })
    expect(second.problemCounts).toEqual(first.problemCounts)
  })

  test('writes nothing in a dry run, which says what a real one would do', async () => {
    await fill()
    const stored = await all()
    const dry = await storage.adoptCharacters({ dryRun: true })
    expect(await all()).toEqual(stored)
    const real = await storage.adoptCharacters()
    expect(dry).toEqual({ ...real, dryRun: true })
    await characters.drop()
    expect(await storage.adoptCharacters({ dryRun: true })).toMatchObject({ examined: 0 })
    expect(await db.listCollections({ name: 'characters' }).toArray()).toEqual([])
  })

  test('gives a name that several spellings mean to the first of them', async () => {
    await characters.insertMany([document('ＡＢ'), document('Ａb'), document('aＢ')])
    const expected = [
      ['taken', idOf(2), 'Ａb', idOf(1)],
      ['taken', idOf(3), 'aＢ', idOf(1)],
    ]
    expect(outlined(await storage.adoptCharacters({ dryRun: true }))).toEqual(expected)
    const report = await storage.adoptCharacters()
    expect(report).toMatchObject({ renamed: 1, problemCounts: { taken: 2 } })
    expect(outlined(report)).toEqual(expected)
    expect(await service.getCharacter('ab')).toMatchObject({ id: idOf(1) })
    await service.deleteCharacter('ab')
    expect(await storage.adoptCharacters()).toMatchObject({
      renamed: 1,
      problemCounts: { taken: 1 },
    })
    expect(await service.getCharacter('ab')).toMatchObject({ id: idOf(2) })
  })

  test('takes no name for taken that a deleted character holds', async () => {
    await characters.insertMany([document('straße'), document('strasse', DELETED)])
    expect(await storage.adoptCharacters({ dryRun: true })).toMatchObject({ renamed: 1, freed: 1 })
    expect(await storage.adoptCharacters()).toMatchObject({ renamed: 1, freed: 1, problems: [] })
    expect(await service.getCharacter('strasse')).toMatchObject({ id: idOf(1) })
  })

  test('leaves a deleted character that was made active where its name is taken', async () => {
    const tombstone = `deleted/${idOf(2)}`
    await characters.insertMany([document('luna'), document(tombstone, { deleted_name: 'luna' })])
    const report = await storage.adoptCharacters()
    expect(outlined(report)).toEqual([['taken', idOf(2), 'luna', idOf(1)]])
    expect(await characters.findOne({ name: tombstone })).toMatchObject({ deleted_name: 'luna' })
    await service.restoreCharacter(idOf(2), { name: 'selene' })
    expect(await storage.adoptCharacters()).toMatchObject({ adopted: 0, problems: [] })
  })

  describe('without the index', () => {
    test('makes it, deleted characters of one name being no obstacle', async () => {
      await characters.insertMany([
        document('luna', DELETED),
        document('luna'),
        document('luna', DELETED),
        document(undefined, DELETED),
        document(undefined, DELETED),
      ])
      await expect(storage.ensureIndexes()).rejects.toThrow('holds names more than once')
      const dry = await storage.adoptCharacters({ dryRun: true })
      expect(await indexes()).toBe(1)
      const report = await storage.adoptCharacters()
      expect(report).toMatchObject({ freed: 4, problemCounts: { name: 2, index: 0, taken: 0 } })
      expect(dry).toEqual({ ...report, dryRun: true })
      expect(await indexes()).toBe(7)
      expect(await service.listDeletedCharacters()).toHaveLength(4)
      expect(await service.restoreCharacter(idOf(4), { name: 'found' })).toMatchObject({
        name: 'found',
      })
    })

    test('changes no name while active characters share one, and says which', async () => {
      await characters.insertMany([
        document('luna'),
        document('luna', { version_number: undefined }),
        document('straße'),
      ])
      const dry = await storage.adoptCharacters({ dryRun: true })
      const report = await storage.adoptCharacters()
      expect(outlined(dry)).toEqual(outlined(report))
      expect(outlined(report)).toEqual([
        ['taken', idOf(2), 'luna', idOf(1)],
        ['index', null, null, undefined],
        ['index', idOf(3), 'straße', undefined],
      ])
      expect(report).toMatchObject({ renamed: 0, completed: 3 })
      expect(report.problems[1]?.message).toContain("'luna' (2 times)")
      await characters.updateOne({ _id: new ObjectId(idOf(2)) }, { $set: { name: 'luna 2' } })
      expect(await storage.adoptCharacters()).toMatchObject({ renamed: 1, problems: [] })
    })

    test('changes no name while another index has its place', async () => {
      await characters.createIndex({ name: 1 })
      await characters.insertMany([document('straße'), document('luna', DELETED)])
      const report = await storage.adoptCharacters()
      expect(report).toMatchObject({ renamed: 0, freed: 1, completed: 2 })
      expect(outlined(report)).toEqual([
        ['index', null, null, undefined],
        ['index', idOf(1), 'straße', undefined],
      ])
      expect(report.problems[0]?.message).toContain('name_1 on {"name":1} (not unique)')
    })
  })

  test('counts every problem, lists the first 1,000, and tells each as it is met', async () => {
    await characters.insertMany(
      Array.from({ length: 1_100 }, (_, n) =>
        document(`/${'x'.repeat(200)}${n}`, { write_id: 'w' }),
      ),
    )
    const told: AdoptionProblem[] = []
    const onProblem = (problem: AdoptionProblem): void => void told.push(problem)
    const report = await storage.adoptCharacters({ onProblem })
    expect(report).toMatchObject({ examined: 1_100, problemCounts: { name: 1_100 } })
    expect(told).toHaveLength(1_100)
    expect(report.problems).toEqual(told.slice(0, 1_000))
    expect(report.problems[0]?.name).toBe(`/${'x'.repeat(99)}`)
  })

  test('refuses options that mean something else than they seem', async () => {
    for (const dryRun of ['true', 'false', 1, null]) {
      const options = { dryRun } as never
      await expect(storage.adoptCharacters(options)).rejects.toThrow(/dryRun must be true or false/)
    }
    const onProblem = 'print' as never
    await expect(storage.adoptCharacters({ onProblem })).rejects.toThrow(/onProblem must be a func/)
  })

  test('ends when it is told to, and the rest can follow', async () => {
    await characters.insertMany(Array.from({ length: 60 }, (_, n) => document(`/${n}`)))
    const controller = new AbortController()
    let seen = 0
    const onProblem = (): void => {
      if (++seen === 10) controller.abort(new Error('enough'))
    }
    const { signal } = controller
    await expect(storage.adoptCharacters({ signal, onProblem })).rejects.toMatchObject({
      code: 'CHARACTER_STORAGE',
      cause: expect.objectContaining({ message: 'enough' }),
    })
    expect(seen).toBeLessThan(20)
    const marked = await characters.countDocuments({ write_id: { $ne: null } })
    expect(await storage.adoptCharacters()).toMatchObject({ adopted: 60 - marked })
  })
})
