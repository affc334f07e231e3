import Fastify from 'fastify'
import { type Db, MongoClient } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { z as z3 } from 'zod/v3'
import {
  CharacterService,
  type CharacterServiceOptions,
  createCharacterHandler,
  defineCharacterModel,
  memoryStorage,
} from '../../src/index.ts'
import { mongoStorage } from '../../src/mongo.ts'
import { createNodeHandler } from '../../src/node.ts'

const LUNA = {
  name: 'luna',
  display_name: 'Luna',
  personality: 'Friendly AI assistant',
  system_prompt: 'You are Luna.',
  traits: [],
}

function newService(options: Partial<CharacterServiceOptions> = {}): CharacterService {
  return new CharacterService({ storage: memoryStorage(), ...options })
}

/** What a mistake is told. A `@ts-expect-error` beside it says that the compiler tells as well. */
async function toldOf(mistake: () => unknown): Promise<string> {
  try {
    await mistake()
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
  return 'nothing'
}

/** Never connects: only its shape is looked at. */
const client = new MongoClient('mongodb://127.0.0.1:1')
/** A pino logger. Fastify's type of it hides `bindings`, by which a bare one does not compile. */
const pino = Fastify({ logger: { level: 'silent' } }).log

describe('the first hour: mounting', () => {
  test('without authorize: it is required, and what to write', async () => {
    // @ts-expect-error authorize is required
    expect(await toldOf(() => createNodeHandler(newService(), {}))).toBe(
      'TypeError: createNodeHandler: authorize is required: ' +
        "write ({ operation, name, request }) => boolean, or 'public' to let everybody read, write and purge",
    )
  })

  test('without the service: that it belongs beside the options', async () => {
    // @ts-expect-error the service comes first
    expect(await toldOf(() => createNodeHandler({ authorize: 'public' }))).toBe(
      'TypeError: createNodeHandler: service must be a CharacterService beside the options, got object',
    )
  })

  test('at another path than basePath says: which one it is', async () => {
    const handler = createCharacterHandler(newService(), { authorize: 'public' })
    const answer = await handler(new Request('http://host.test/api/characters'))
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({
      code: 'ROUTE_NOT_FOUND',
      detail: 'There is nothing at this path: the basePath is /characters',
    })
  })
})

describe('the first hour: the storage', () => {
  test('a MongoClient where a Db belongs: how to get one', async () => {
    // @ts-expect-error a client is no Db
    expect(await toldOf(() => mongoStorage(client))).toBe(
      'TypeError: mongoStorage: got a MongoClient: pass a Db of it, client.db()',
    )
  })

  test('a promise of a Db: to await it', async () => {
    const connecting = Promise.resolve(client.db('app'))
    // @ts-expect-error a promise is no Db
    expect(await toldOf(() => mongoStorage(connecting))).toBe(
      'TypeError: mongoStorage: got a promise: await it, and pass the Db',
    )
  })

  test('a connection string: how to make a Db of it, without showing its password', async () => {
    // @ts-expect-error a text is no Db
    expect(await toldOf(() => mongoStorage('mongodb://root:hunter2@db'))).toBe(
      'TypeError: mongoStorage: got a text: pass a Db, new MongoClient(uri).db()',
    )
  })

  test.each<[what: string, storage: unknown, told: string]>([
    ['a plain object', {}, "storage has no 'find': pass memoryStorage() or mongoStorage(db)"],
    ['a Db', client.db('app'), 'storage is a Db: pass mongoStorage(db)'],
    [
      'memoryStorage, not called',
      memoryStorage,
      'storage must be memoryStorage() or mongoStorage(db), got a function',
    ],
    [
      'a promise',
      Promise.resolve(memoryStorage()),
      'storage must be memoryStorage() or mongoStorage(db), got a promise: await it first',
    ],
  ])('%s as storage: what to pass', async (_, storage, told) => {
    const options = { storage } as CharacterServiceOptions
    expect(await toldOf(() => new CharacterService(options))).toBe(
      `TypeError: CharacterService: ${told}`,
    )
  })

  test('the storage without its braces: to put them', async () => {
    // @ts-expect-error options are an object
    expect(await toldOf(() => new CharacterService(memoryStorage()))).toBe(
      'TypeError: CharacterService: got a storage: pass it as { storage }',
    )
  })

  test('a user who may not make the index: which right is missing, and the way around', async () => {
    const refuse = async (): Promise<never> => {
      throw Object.assign(new Error('not authorized on app'), { code: 13 })
    }
    const collection = { collectionName: 'characters', indexes: refuse, createIndex: refuse }
    const db = { databaseName: 'app', collection: () => collection } as unknown as Db
    const service = newService({ storage: mongoStorage(db) })
    expect(await toldOf(() => service.createCharacter(LUNA))).toBe(
      'CharacterStorageError: This user may not create the unique index name_1 of characters: ' +
        'grant createIndex and listIndexes, or create it yourself and pass ensureIndexes: false',
    )
  })
})

describe('the first hour: options', () => {
  test('a TTL of "15m": which unit it has', async () => {
    // @ts-expect-error milliseconds are a number
    expect(await toldOf(() => newService({ cacheTtlMs: '15m' }))).toBe(
      "TypeError: CharacterService: cacheTtlMs must be a number of milliseconds of at least 0, got '15m'",
    )
    process.env.CHARACTER_CACHE_TTL_MINUTES = '15m'
    try {
      expect(await toldOf(() => newService())).toBe(
        'TypeError: CHARACTER_CACHE_TTL_MINUTES must be a number of minutes of at least 0 ' +
          "(0 switches caching off), got '15m'",
      )
    } finally {
      delete process.env.CHARACTER_CACHE_TTL_MINUTES
    }
  })

  test('a pino logger as it is: to wrap it', async () => {
    expect(await toldOf(() => newService({ logger: pino }))).toBe(
      'TypeError: CharacterService: logger is a pino logger: pass fromPino(logger)',
    )
    const mount = () => createNodeHandler(newService(), { authorize: 'public', logger: pino })
    expect(await toldOf(mount)).toBe(
      'TypeError: createNodeHandler: logger is a pino logger: pass fromPino(logger)',
    )
  })
})

describe('the first hour: models', () => {
  test('a schema of zod 3: to take version 4', async () => {
    const attributes = { mood: z3.string() }
    // @ts-expect-error a schema of zod 3
    expect(await toldOf(() => defineCharacterModel({ attributes }))).toMatch(
      /attribute 'mood' must be a schema of zod 4, got an? \w+: import \{ z \} from 'zod', version 4/,
    )
  })

  test('an optional() attribute: what to write instead', async () => {
    const attributes = { mood: z.string().optional() }
    // @ts-expect-error the same sentence
    expect(await toldOf(() => defineCharacterModel({ attributes }))).toBe(
      "TypeError: defineCharacterModel: attribute 'mood' may be undefined: " +
        'use .nullable().default(null) instead of .optional()',
    )
  })

  test('attributes as one z.object: to pass its shape', async () => {
    const attributes = z.object({ mood: z.string() })
    // @ts-expect-error an object of schemas, not a schema of an object
    expect(await toldOf(() => defineCharacterModel({ attributes }))).toBe(
      'TypeError: defineCharacterModel: attributes must be an object of zod schemas, ' +
        'got a schema: pass its .shape',
    )
  })

  test('an asynchronous validate: that it must be synchronous', async () => {
    // @ts-expect-error a promise is neither issues nor nothing
    const model = defineCharacterModel({ validate: async () => [] })
    const service = newService({ model })
    expect(await toldOf(() => service.createCharacter(LUNA))).toBe(
      'TypeError: defineCharacterModel: validate must be synchronous, got a promise',
    )
  })
})

describe('the first hour: calls', () => {
  test('restoring by name: that it takes an id', async () => {
    const service = newService()
    await service.createCharacter(LUNA)
    await service.deleteCharacter('luna')
    expect(await toldOf(() => service.restoreCharacter('luna'))).toBe(
      "CharacterNotFoundError: Character 'luna' not found: " +
        'it takes the id of a deleted character, not a name',
    )
  })

  test('editing with a patch: to pass a function, or to update', async () => {
    const service = newService()
    await service.createCharacter(LUNA)
    // @ts-expect-error a patch is no function
    expect(await toldOf(() => service.editCharacter('luna', { traits: ['calm'] }))).toBe(
      'TypeError: editCharacter: pass (current) => patch, or a patch to updateCharacter; got object',
    )
  })

  test('creating from a whole character: which fields to leave out', async () => {
    const service = newService()
    const luna = await service.createCharacter(LUNA)
    // @ts-expect-error the fields that the service sets
    const told = await toldOf(() => service.createCharacter({ ...luna, name: 'nova' }))
    expect(told).toContain('id: is set by the service: leave it out')
    expect(told).toContain('version_number: is set by the service: leave it out')
  })
})
