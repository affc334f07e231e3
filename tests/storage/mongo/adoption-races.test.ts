import { type Collection, type Db, type Document, ObjectId } from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { canonicalName } from '../../../src/model/name.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { interruptedDb } from '../../support/interrupted-db.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'
import { type Random, seededRandom } from '../../support/random.ts'
import { figure, sized } from '../../support/sizes.ts'
import { pythonDocument } from './python-document.ts'

describeWithMongo('adoptCharacters while the Python service writes', () => {
  let mongo: OpenMongo
  let db: Db
  let characters: Collection
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())
  beforeEach(async () => {
    db = mongo.db()
    characters = db.collection('characters')
    await characters.insertOne(pythonDocument({ name: 'straße' }))
  })

  const stored = (): Promise<Document | null> => characters.findOne({})

  // Red when the guard is the id alone: what was read before the write of the other goes over it.
  const writes: [string, Document, Document][] = [
    [
      'an update',
      { personality: 'new', version_number: 2 },
      { name: 'strasse', version_number: 2 },
    ],
    ['a deletion', { is_active: false }, { is_active: false, deleted_name: 'straße' }],
    ['another name', { name: 'nova' }, { name: 'nova' }],
    [
      'another time',
      { updated_at: '2026-01-01T00:00:00' },
      { updated_at: new Date('2026-01-01Z') },
    ],
    ['a field of its own', { owner: 'python' }, { name: 'strasse', owner: 'python' }],
  ]
  test.each(writes)('adopts on top of %s that comes in between', async (_, write, expected) => {
    await characters.updateOne({}, { $set: { updated_at: '2025-01-01T00:00:00' } })
    let isDone = false
    const python = async (): Promise<void> => {
      if (!isDone) await characters.updateOne({}, { $set: write })
      isDone = true
    }
    const report = await mongoStorage(interruptedDb(db, 'updateOne', python)).adoptCharacters()
    expect(report).toMatchObject({ adopted: 1, problems: [] })
    const { name, updated_at, ...others } = write
    expect(await stored()).toMatchObject({ ...others, ...expected })
    expect(await mongoStorage(db).adoptCharacters()).toMatchObject({ adopted: 0 })
  })

  test('leaves a document alone that is gone by then', async () => {
    const python = async (): Promise<void> => void (await characters.deleteMany({}))
    const report = await mongoStorage(interruptedDb(db, 'updateOne', python)).adoptCharacters()
    expect(report).toMatchObject({ examined: 1, adopted: 0, problems: [] })
    expect(await stored()).toBeNull()
  })

  test('gives up for now where the other writes every time', async () => {
    let writes = 1
    const python = async (): Promise<void> => {
      await characters.updateOne({}, { $set: { version_number: ++writes } })
    }
    const report = await mongoStorage(interruptedDb(db, 'updateOne', python)).adoptCharacters()
    expect(report).toMatchObject({ adopted: 0, problemCounts: { busy: 1 } })
    expect(await stored()).toMatchObject({ name: 'straße', version_number: writes })
    expect(await mongoStorage(db).adoptCharacters()).toMatchObject({ adopted: 1, problems: [] })
  })

  test('finds a name taken that is taken only at that moment, and free that is freed', async () => {
    const holder = new ObjectId()
    const python = async (filter: Document): Promise<void> => {
      if (filter.name.$eq !== 'straße') return
      await characters.insertOne(pythonDocument({ _id: holder, name: 'strasse' }))
    }
    const once = async (filter: Document): Promise<void> => {
      if ((await characters.countDocuments()) === 1) await python(filter)
    }
    const report = await mongoStorage(interruptedDb(db, 'updateOne', once)).adoptCharacters()
    expect(report).toMatchObject({ renamed: 0, problemCounts: { taken: 1 } })
    expect(report.problems[0]).toMatchObject({ heldBy: holder.toHexString() })
    await characters.updateOne({ _id: holder }, { $set: { is_active: false } })
    expect(await mongoStorage(db).adoptCharacters()).toMatchObject({ renamed: 1, freed: 1 })
  })

  // Red when a document is written whole as it was read, under a guard that is the id alone.
  test('takes nothing from either service, whatever runs at the same time', async () => {
    const rounds = sized('rounds of both services and adoptions', 200, 40)
    const random = seededRandom('adoption beside both services')
    await characters.deleteMany({})
    // As the Python service has it: without it, it makes one name twice before the first adoption.
    await characters.createIndex({ name: 1 }, { unique: true })
    const spellings = ['straße', 'ＬＵＮＡ', 'nova', 'café'.normalize('NFD'), 'ﬁn']
    const python = new Python(characters, random)
    for (const name of spellings) await python.create(name)
    const storage = mongoStorage(db)
    const service = new CharacterService({ storage })
    const acknowledged = new Map<string, number>()
    const ours = async (): Promise<void> => {
      const name = random.pick(spellings)
      const written = await service
        .editCharacter(name, ({ traits }) => ({ traits: [...traits, 'ours'] }))
        .catch(() => null)
      if (written) acknowledged.set(written.id, (acknowledged.get(written.id) ?? 0) + 1)
    }
    let adopted = 0
    for (let round = 0; round < rounds; round++) {
      const [report] = await Promise.all([
        storage.adoptCharacters(),
        python.write(),
        ours(),
        python.write(),
        ours(),
      ])
      adopted += report.adopted
    }
    const { problems } = await storage.adoptCharacters()
    // It goes on making the names in its own spelling.
    const taken = new Set(problems.map(({ id }) => id))
    expect(problems.every(({ kind }) => kind === 'taken')).toBe(true)
    const documents = await characters.find().toArray()
    for (const document of documents) {
      const { _id, name, is_active, version_number, marks, traits } = document
      const id = String(_id)
      if (!taken.has(id)) expect(name).toBe(is_active ? canonicalName(name) : `deleted/${id}`)
      const edits = acknowledged.get(id) ?? 0
      expect([id, marks, traits.length]).toEqual([id, python.marksOf(id), edits])
      expect(version_number).toBe(1 + marks + edits)
      const ids = { _id: { $gte: `${id}:`, $lt: `${id};` } } as Document
      const kept = await db.collection('character_versions').find(ids).toArray()
      // One of the present version is left where the Python service deletes between snapshot and swap.
      for (const snapshot of kept) {
        expect(snapshot.version_number).toBeLessThanOrEqual(version_number)
      }
    }
    expect(documents).toHaveLength(python.created)
    figure(
      'adoption while both services write',
      `${rounds} rounds, ${python.written} writes of Python, ${total(acknowledged)} of ours, ${adopted} adoptions, none lost`,
    )
  }, 120_000)
})

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

/** Writes as the Python service does: single fields, by id, without a guard. */
class Python {
  created = 0
  written = 0
  readonly #characters: Collection
  readonly #random: Random
  readonly #marks = new Map<string, number>()

  constructor(characters: Collection, random: Random) {
    this.#characters = characters
    this.#random = random
  }

  marksOf(id: string): number {
    return this.#marks.get(id) ?? 0
  }

  async create(name: string): Promise<void> {
    const _id = new ObjectId()
    const traits: string[] = []
    try {
      await this.#characters.insertOne(pythonDocument({ _id, name, traits, marks: 0 }))
      this.created++
    } catch {
      // The name is taken.
    }
  }

  async write(): Promise<void> {
    const found = await this.#characters.find({}, { projection: { name: 1 } }).toArray()
    const { _id, name } = this.#random.pick(found) as Document
    const dice = this.#random.next()
    if (dice < 0.1) {
      await this.#set(_id, { is_active: false })
      await this.create(name.startsWith('deleted/') ? 'luna' : name)
    } else if (dice < 0.2) await this.create(this.#random.pick(['luna', 'straße', 'ﬁn']))
    else {
      const updated_at = new Date().toISOString().replace('Z', '123')
      await this.#set(_id, { updated_at }, { version_number: 1, marks: 1 })
      this.#marks.set(String(_id), this.marksOf(String(_id)) + 1)
    }
  }

  async #set(_id: ObjectId, fields: Document, increments?: Document): Promise<void> {
    this.written++
    const update = { $set: fields, ...(increments && { $inc: increments }) }
    await this.#characters.updateOne({ _id }, update)
  }
}
