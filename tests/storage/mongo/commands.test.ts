import type { Collection, CommandStartedEvent, Db, Document } from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type MongoStorage, mongoStorage } from '../../../src/storage/mongo/storage.ts'
import type { StoredCharacter } from '../../../src/storage/stored-character.ts'
import { newId, sampleRecord } from '../../../src/testing/storage-clauses/clause.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../../support/mongo.ts'

const isActive = { is_active: { $ne: false } }
const byName = { find: 'characters', sort: { name: 1 } }

describeWithMongo('the commands of mongoStorage', () => {
  let mongo: OpenMongo
  let db: Db
  let storage: MongoStorage
  let head: StoredCharacter
  let commands: Document[] = []

  beforeAll(async () => {
    // A host whose settings are all against us.
    mongo = await openMongo({
      monitorCommands: true,
      readPreference: 'secondaryPreferred',
      readConcernLevel: 'available',
      w: 1,
      promoteValues: false,
      ignoreUndefined: true,
    })
    mongo.client.on('commandStarted', ({ command }: CommandStartedEvent) => commands.push(command))
  })
  afterAll(() => mongo.close())
  beforeEach(async () => {
    db = mongo.db()
    storage = mongoStorage(db)
    await storage.ensureIndexes()
    head = (await storage.insert(sampleRecord({ name: 'luna' }), newId())) as StoredCharacter
    commands = []
  })

  /** The queries since the last look; fields that a query does not have are left out. */
  function queries(): Document[] {
    const seen = commands.map(({ find, filter, sort, limit, skip, hint, collation }) =>
      Object.fromEntries(
        Object.entries({
          find,
          filter,
          sort: Object.fromEntries(sort),
          limit,
          skip,
          hint,
          collation,
        }).filter(([, value]) => value !== undefined),
      ),
    )
    commands = []
    return seen
  }

  // Red when a page skips, matches by a regular expression, or asks for all ranges at once.
  test('a page of active names is an index range: around the tombstones, and around tenants', async () => {
    const [low, middle] = [{ $lt: 'deleted/' }, { $gte: 'deleted0', $lt: 'tenants/' }]
    const high = { $gte: 'tenants0' }
    const expectRanges = (ranges: readonly Document[], limit?: number): void => {
      const page = limit === undefined ? byName : { ...byName, limit }
      expect(queries()).toEqual(ranges.map((name) => ({ ...page, filter: { name, ...isActive } })))
    }
    await storage.list({ limit: 2 })
    expect(queries()).toHaveLength(3)
    await storage.list({ after: 'alba' })
    expectRanges([{ $gt: 'alba', ...low }, middle, high])
    await storage.list({ after: 'kim' })
    expectRanges([{ $gt: 'kim', $lt: 'tenants/' }, high])
    await storage.list({ after: 'uma', limit: 5 })
    expectRanges([{ $gt: 'uma' }], 5)
    await storage.list({ after: 'deleted/65c000000000000000000001' })
    expectRanges([middle, high])
    await storage.list({ after: 'kim', sort: { field: 'name', isDescending: true } })
    const down = { ...byName, sort: { name: -1 } }
    expect(queries()).toEqual([
      { ...down, filter: { name: { $gte: 'deleted0', $lt: 'kim' }, ...isActive } },
      { ...down, filter: { name: low, ...isActive } },
    ])
  })

  test('a page of a tenant is an index range of its own', async () => {
    await storage.list({ tenant: 'acme' })
    await storage.list({ tenant: 'acme', after: 'tenants/acme/luna', limit: 5 })
    const place = { $gte: 'tenants/acme/deleted0', $lt: 'tenants/acme0' }
    expect(queries()).toEqual([
      {
        ...byName,
        filter: { name: { $gte: 'tenants/acme/', $lt: 'tenants/acme/deleted/' }, ...isActive },
      },
      { ...byName, filter: { name: place, ...isActive } },
      {
        ...byName,
        filter: { name: { $gt: 'tenants/acme/luna', $lt: 'tenants/acme0' }, ...isActive },
        limit: 5,
      },
    ])
  })

  test('a page of deleted characters is the index range of the tombstones', async () => {
    await storage.listDeleted({ limit: 7 })
    await storage.listDeleted({ after: '65c000000000000000000001', limit: 7 })
    const end = { $lt: 'deleted0' }
    expect(queries()).toEqual([
      { ...byName, filter: { name: { $gt: 'deleted/', ...end }, is_active: false }, limit: 7 },
      {
        ...byName,
        filter: {
          name: { $gt: 'deleted/65c000000000000000000001', ...end },
          is_active: false,
        },
        limit: 7,
      },
    ])
  })

  test('a page of versions is a range of ids, whatever page it is', async () => {
    const { id } = head.character
    await storage.listVersions(id, { limit: 100 })
    await storage.listVersions(id, { limit: 100, before: 99_901, from: 5 })
    const newestFirst = { find: 'character_versions', sort: { _id: -1 }, limit: 100 }
    expect(queries()).toEqual([
      { ...newestFirst, filter: { _id: { $gte: `${id}:`, $lt: `${id};` } } },
      {
        ...newestFirst,
        filter: { _id: { $gte: `${id}:0000000000000005`, $lt: `${id}:0000000000099901` } },
      },
    ])
  })

  test('a page comes in one reply', async () => {
    for (let n = 0; n < 300; n++) await storage.insert(sampleRecord(), newId())
    commands = []
    expect(await storage.list({ after: 'm', limit: 250 })).toHaveLength(250)
    expect(commands.map((command) => Object.keys(command)[0])).toEqual(['find'])
  })

  test('every read asks for what the majority holds, every write waits for it', async () => {
    const next = (await storage.swap(head, {
      writeId: newId(),
      set: { name: 'selene' },
    })) as StoredCharacter
    await storage.insertVersion(next)
    await storage.find('selene')
    await storage.findById(head.character.id)
    await storage.findVersion(head.character.id, 1)
    await storage.listVersions(head.character.id, { limit: 1 })
    await storage.list()
    await storage.listDeleted()
    await storage.deleteVersions(head.character.id)
    await storage.remove(next)
    const names = commands.map((command) => Object.keys(command)[0])
    expect(new Set(names)).toEqual(new Set(['update', 'insert', 'find', 'delete']))
    for (const command of commands) {
      if (command.find) expect(command.readConcern).toEqual({ level: 'local' })
      else expect(command.writeConcern).toEqual({ w: 'majority' })
    }
  })

  // The driver says nothing of a preference to a server that stands alone: the collections tell.
  test('the primary is asked whatever the host prefers', () => {
    const opened: Collection[] = []
    const collection = (...args: Parameters<Db['collection']>): Collection => {
      const result = db.collection(...args)
      opened.push(result)
      return result
    }
    mongoStorage({ ...db, databaseName: db.databaseName, collection } as unknown as Db)
    expect(db.readPreference?.mode).toBe('secondaryPreferred')
    expect(opened.map((each) => each.readPreference?.mode)).toEqual(['primary', 'primary'])
  })

  test('a write is one command: no transaction, no upsert, no findAndModify', async () => {
    let present = head
    for (const set of [{ mood: 'wild' }, { name: 'selene' }, { is_active: false }]) {
      present = (await storage.swap(present, { writeId: newId(), set })) as StoredCharacter
    }
    await storage.swap(present, { writeId: newId(), set: {}, content: head })
    expect(commands.map(({ update }) => update)).toEqual(Array(4).fill('characters'))
    for (const { updates, startTransaction } of commands) {
      expect(startTransaction).toBeUndefined()
      expect(updates).toHaveLength(1)
      expect(updates[0]).not.toMatchObject({ upsert: true })
      expect(updates[0]).not.toMatchObject({ multi: true })
      expect(Object.keys(updates[0].q)).toEqual([
        '_id',
        'name',
        'version_number',
        'is_active',
        'write_id',
      ])
    }
  })

  test('the time that is left goes along with every command', async () => {
    const options = { timeoutMs: 5_000 }
    await storage.find('luna', options)
    await storage.list(options)
    await storage.swap(head, { writeId: newId(), set: { mood: 'wild' } }, options)
    for (const { maxTimeMS } of commands) {
      expect(maxTimeMS).toBeGreaterThan(4_000)
      expect(maxTimeMS).toBeLessThanOrEqual(5_000)
    }
  })

  // Red when an object gets as far as a filter: the log of commands is then not empty.
  test('an argument of the wrong type reaches no command', async () => {
    const objects = [{ $ne: null }, { $gt: '' }, { $regex: '.*' }, /./, ['luna'], 5, null, true]
    for (const object of objects) {
      const text = object as unknown as string
      const calls = [
        () => storage.find(text),
        () => storage.findById(text),
        () => storage.findVersion(text, 1),
        () => storage.findVersion(newId(), object as unknown as 1.5),
        () => storage.list({ after: text }),
        () => storage.listDeleted({ after: text }),
        () => storage.list({ limit: object === 5 ? 1.5 : (object as unknown as number) }),
        () => storage.listVersions(text, { limit: 1 }),
        () => storage.listVersions(newId(), { limit: 1, before: { $gt: 0 } as never }),
        () => storage.deleteVersions(text),
        () => storage.deleteVersions(newId(), { below: { $gt: 0 } as never }),
        () => storage.insert(sampleRecord(), text),
        () => storage.swap(head, { writeId: text, set: {} }),
      ]
      for (const call of calls) {
        if (object === 5 && call === calls[3]) continue
        await expect(call(), String(call)).rejects.toThrow(TypeError)
      }
    }
    expect(commands).toEqual([])
  })

  test('a field that would be read as a path or an operator reaches no command', async () => {
    const fields = ['$set', 'a.b', '', 'a\0b', '_id', 'write_id', 'deleted_name', 'renamed_from']
    for (const field of fields) {
      const set = { [field]: 'x' }
      await expect(storage.swap(head, { writeId: newId(), set })).rejects.toThrow('Cannot store')
      await expect(storage.insert(sampleRecord(set), newId())).rejects.toThrow('Cannot store')
    }
    for (const value of [{ _bsontype: 'ObjectId' }, JSON.parse('{"a":{"__proto__":1}}')]) {
      const change = { writeId: newId(), set: { voice_settings: value } }
      await expect(storage.swap(head, change)).rejects.toThrow('Cannot store')
    }
    expect(commands).toEqual([])
  })

  test('a head that another storage gave, or that is made up, reaches no command', async () => {
    const forged = { ...head, state: { kind: 'head', document: { _id: { $ne: null } } } }
    await storage.insertVersion(head)
    const snapshot = (await storage.findVersion(head.character.id, 1)) as StoredCharacter
    commands = []
    for (const wrong of [forged, { ...head, state: null }, snapshot]) {
      const change = { writeId: newId(), set: {} }
      await expect(storage.swap(wrong, change)).rejects.toThrow(TypeError)
      await expect(storage.remove(wrong)).rejects.toThrow(TypeError)
      await expect(storage.insertVersion(wrong)).rejects.toThrow(TypeError)
    }
    expect(commands).toEqual([])
  })
})
