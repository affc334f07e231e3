import { randomBytes } from 'node:crypto'
import { CharacterService } from '../dist/index.js'
import { character } from './caches.mjs'

export const STORED = 200
export const nameOf = (i) => `character-${i % STORED}`
export const patchOf = (i) => ({ personality: `personality ${i} `.padEnd(1_500, 'p') })
const writeId = () => randomBytes(12).toString('hex')

/** The library, without its cache, so that every read asks the server. */
export async function ownOperations(server, database) {
  const storage = server.storage(database)
  await storage.ensureIndexes()
  const service = new CharacterService({ storage, cacheTtlMs: 0 })
  for (let i = 0; i < STORED; i++) await service.createCharacter(character(nameOf(i)))
  let created = 0
  return {
    create: () => service.createCharacter(character(`created-${created++}`)),
    update: (i) => service.updateCharacter(nameOf(i), patchOf(i)),
    updateOne: (i) => service.updateCharacter(nameOf(0), patchOf(i)),
    get: (i) => service.getCharacter(nameOf(i)),
    list: () => service.listCharacters({ limit: 100 }),
  }
}

/** A service with its cache, over as many characters. */
export async function keptCharacters(server, database) {
  const storage = server.storage(database)
  await storage.ensureIndexes()
  const service = new CharacterService({ storage })
  for (let i = 0; i < STORED; i++) await service.createCharacter(character(nameOf(i)))
  return service
}

/**
 * The driver's calls that have the same result: the old version kept, the head guarded.
 *
 * @param within runs the calls of one operation with the options that bound them: none by default
 */
export async function bareOperations(server, database, within = (work) => work({})) {
  const db = server.db(database)
  const options = { readConcern: { level: 'local' }, writeConcern: { w: 'majority' } }
  const heads = db.collection('characters', options)
  const versions = db.collection('character_versions', options)
  await heads.createIndex({ name: 1 }, { unique: true })
  let created = 0
  const create = (name, bounds) => heads.insertOne(newDocument(name), bounds)
  for (let i = 0; i < STORED; i++) await create(nameOf(i))
  const update = async (i, bounds) => {
    const head = await heads.findOne({ name: nameOf(i) }, bounds)
    const { _id, version_number, write_id, ...content } = head
    const id = `${_id}:${String(version_number).padStart(16, '0')}`
    const snapshot = { ...content, _id: id, character_id: _id, version_number, write_id }
    await versions.insertOne(snapshot, bounds)
    const guard = { _id, name: head.name, version_number, is_active: true, write_id }
    const set = {
      ...patchOf(i),
      version_number: version_number + 1,
      updated_at: new Date(),
      write_id: writeId(),
    }
    const { matchedCount } = await heads.updateOne(guard, { $set: set }, bounds)
    if (matchedCount !== 1) throw new Error('another writer was faster')
  }
  const list = (bounds) =>
    heads
      .find({ name: { $lt: 'deleted/' }, is_active: { $ne: false } }, bounds)
      .sort({ name: 1 })
      .limit(100)
      .toArray()
  return {
    create: () => within((bounds) => create(`created-${created++}`, bounds)),
    update: (i) => within((bounds) => update(i, bounds)),
    get: (i) => within((bounds) => heads.findOne({ name: nameOf(i) }, bounds)),
    list: () => within(list),
  }
}

/** The same, each operation with a deadline as the library gives it one. */
export function bareOperationsInTime(server, database) {
  const timeoutMs = 10_000
  return bareOperations(server, database, async (work) => {
    const controller = new AbortController()
    const timer = setTimeout(() => controller.abort(), timeoutMs)
    try {
      return await work({ signal: controller.signal, maxTimeMS: timeoutMs })
    } finally {
      clearTimeout(timer)
    }
  })
}

/** What people write with mongoose: optimistic concurrency, and a copy of the old version. */
export async function mongooseOperations(server, database) {
  const { default: mongoose } = await import('mongoose')
  const connection = await mongoose
    .createConnection(server.uri, { dbName: database, maxPoolSize: server.pool })
    .asPromise()
  const fields = {
    display_name: String,
    personality: String,
    system_prompt: String,
    traits: [String],
    avatar_url: String,
    voice_settings: mongoose.Schema.Types.Mixed,
    is_active: Boolean,
    version_number: Number,
  }
  const headSchema = new mongoose.Schema(
    { name: { type: String, unique: true }, ...fields },
    {
      optimisticConcurrency: true,
      timestamps: { createdAt: 'created_at', updatedAt: 'updated_at' },
      writeConcern: { w: 'majority' },
    },
  )
  const versionSchema = new mongoose.Schema(
    { _id: String, name: String, character_id: mongoose.Schema.Types.ObjectId, ...fields },
    { writeConcern: { w: 'majority' } },
  )
  const Head = connection.model('Character', headSchema)
  const Version = connection.model('Version', versionSchema)
  await Head.init()
  let created = 0
  const create = (name) => Head.create({ ...character(name), is_active: true, version_number: 1 })
  for (let i = 0; i < STORED; i++) await create(nameOf(i))
  const update = async (name, i) => {
    for (;;) {
      try {
        const head = await Head.findOne({ name })
        const { _id, __v, ...content } = head.toObject()
        const id = `${_id}:${head.version_number}`
        await Version.updateOne(
          { _id: id },
          { $setOnInsert: { ...content, character_id: _id } },
          { upsert: true },
        )
        head.set({ ...patchOf(i), version_number: head.version_number + 1 })
        await head.save()
        return
      } catch (error) {
        if (error.name !== 'VersionError' && error.code !== 11000) throw error
      }
    }
  }
  return {
    create: () => create(`created-${created++}`),
    update: (i) => update(nameOf(i), i),
    updateOne: (i) => update(nameOf(0), i),
    get: (i) => Head.findOne({ name: nameOf(i) }),
    list: () => Head.find({ is_active: true }).sort({ name: 1 }).limit(100),
  }
}

function newDocument(name) {
  return {
    ...character(name),
    is_active: true,
    version_number: 1,
    created_at: new Date(),
    updated_at: new Date(),
    write_id: writeId(),
  }
}
