import { randomBytes } from 'node:crypto'
import { CharacterService } from '../dist/index.js'
import { character } from './caches.mjs'

export const STORED = 200
const nameOf = (i) => `character-${i % STORED}`
const patchOf = (i) => ({ personality: `personality ${i} `.padEnd(1_500, 'p') })
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

/** The driver's calls that have the same result: the old version kept, the head guarded. */
export async function bareOperations(server, database) {
  const db = server.db(database)
  const options = { readConcern: { level: 'local' }, writeConcern: { w: 'majority' } }
  const heads = db.collection('characters', options)
  const versions = db.collection('character_versions', options)
  await heads.createIndex({ name: 1 }, { unique: true })
  let created = 0
  const create = (name) => heads.insertOne(newDocument(name))
  for (let i = 0; i < STORED; i++) await create(nameOf(i))
  return {
    create: () => create(`created-${created++}`),
    async update(i) {
      const head = await heads.findOne({ name: nameOf(i) })
      const { _id, version_number, write_id, ...content } = head
      await versions.insertOne({
        ...content,
        _id: `${_id}:${String(version_number).padStart(16, '0')}`,
        character_id: _id,
        version_number,
        write_id,
      })
      const { matchedCount } = await heads.updateOne(
        { _id, name: head.name, version_number, is_active: true, write_id },
        {
          $set: {
            ...patchOf(i),
            version_number: version_number + 1,
            updated_at: new Date(),
            write_id: writeId(),
          },
        },
      )
      if (matchedCount !== 1) throw new Error('another writer was faster')
    },
    get: (i) => heads.findOne({ name: nameOf(i) }),
    list: () =>
      heads
        .find({ name: { $lt: 'deleted/' }, is_active: { $ne: false } })
        .sort({ name: 1 })
        .limit(100)
        .toArray(),
  }
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
