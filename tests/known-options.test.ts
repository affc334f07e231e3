import { describe, expect, test } from 'vitest'
import { readCard, writeCard } from '../src/cards.ts'
import { createCharacterClient } from '../src/client.ts'
import { charactersPlugin } from '../src/fastify.ts'
import {
  CharacterService,
  createCharacterHandler,
  defineCharacterModel,
  lruCache,
  memoryStorage,
  openApiDocument,
} from '../src/index.ts'
import { createKoaMiddleware } from '../src/koa.ts'
import { changeStreamInvalidation, mongoStorage } from '../src/mongo.ts'
import { createNodeHandler } from '../src/node.ts'
import { redisInvalidation } from '../src/redis.ts'
import { cacheContract, storageContract } from '../src/testing.ts'

type Options = { readonly [option: string]: unknown }
type Case = readonly [owner: string, misspelled: string, nearest: string]

const service = new CharacterService({ storage: memoryStorage() })
const collection = { collectionName: 'characters', namespace: 'app.characters', aggregate() {} }
const instance = { prefix: '/api' }

/** Called as from JavaScript: the compiler would refuse what is tested. */
const CONSTRUCTIONS: { readonly [owner: string]: (options: Options) => unknown } = {
  CharacterService: (options) =>
    Reflect.construct(CharacterService, [{ storage: memoryStorage(), ...options }]),
  defineCharacterModel: (options) => Reflect.apply(defineCharacterModel, null, [options]),
  memoryStorage: (options) => Reflect.apply(memoryStorage, null, [options]),
  mongoStorage: (options) => Reflect.apply(mongoStorage, null, [{}, options]),
  lruCache: (options) => Reflect.apply(lruCache, null, [options]),
  redisInvalidation: (options) => Reflect.apply(redisInvalidation, null, [options]),
  changeStreamInvalidation: (options) =>
    Reflect.apply(changeStreamInvalidation, null, [collection, options]),
  createCharacterHandler: (options) =>
    Reflect.apply(createCharacterHandler, null, [service, { authorize: 'public', ...options }]),
  createNodeHandler: (options) =>
    Reflect.apply(createNodeHandler, null, [service, { authorize: 'public', ...options }]),
  createKoaMiddleware: (options) =>
    Reflect.apply(createKoaMiddleware, null, [service, { authorize: 'public', ...options }]),
  charactersPlugin: (options) =>
    Reflect.apply(charactersPlugin, null, [instance, { service, authorize: 'public', ...options }]),
  createCharacterClient: (options) =>
    Reflect.apply(createCharacterClient, null, [{ url: 'http://host', ...options }]),
  openApiDocument: (options) => Reflect.apply(openApiDocument, null, [service, options]),
  readCard: (options) => Reflect.apply(readCard, null, ['{}', options]),
  writeCard: (options) => Reflect.apply(writeCard, null, [{ display_name: 'Luna' }, options]),
  storageContract: (options) => Reflect.apply(storageContract, null, [{ test() {}, ...options }]),
  cacheContract: (options) => Reflect.apply(cacheContract, null, [{ test() {}, ...options }]),
}

const CASES: readonly Case[] = [
  ['CharacterService', 'ttl', 'cacheTtlMs'],
  ['CharacterService', 'cacheTTL', 'cacheTtlMs'],
  ['CharacterService', 'timeout', 'timeoutMs'],
  ['CharacterService', 'toString', 'storage'],
  ['defineCharacterModel', 'attrs', 'attributes'],
  ['memoryStorage', 'maxVersions', 'keepVersions'],
  ['mongoStorage', 'collectionName', 'collection'],
  ['mongoStorage', 'versions', 'keepVersions'],
  ['lruCache', 'max', 'maxEntries'],
  ['redisInvalidation', 'chanel', 'channel'],
  ['changeStreamInvalidation', 'minPause', 'minPauseMs'],
  ['createCharacterHandler', 'base_path', 'basePath'],
  ['createNodeHandler', 'maxBodySize', 'maxBodyBytes'],
  ['createKoaMiddleware', 'onErrors', 'onError'],
  ['charactersPlugin', 'authorise', 'authorize'],
  ['createCharacterClient', 'timeout', 'timeoutMs'],
  ['openApiDocument', 'titel', 'title'],
  ['readCard', 'models', 'model'],
  ['writeCard', 'picture', 'image'],
  ['writeCard', 'formatt', 'format'],
  ['storageContract', 'createstorage', 'createStorage'],
  ['cacheContract', 'maxEntires', 'maxEntries'],
]

describe('options that are not known', () => {
  test.for(CASES)('%s refuses %s and names %s', async ([owner, misspelled, nearest]) => {
    const refused = async (): Promise<unknown> =>
      CONSTRUCTIONS[owner]?.({ [misspelled]: undefined })
    const message = `${owner}: there is no option '${misspelled}': the nearest is '${nearest}'`
    await expect(refused()).rejects.toThrow(new TypeError(message))
  })

  test('what is no bag of options is said to be none', () => {
    const mistaken = (): unknown => Reflect.apply(lruCache, null, [100])
    expect(mistaken).toThrow(new TypeError('lruCache: options must be an object, got 100'))
    const name = (): unknown => Reflect.apply(mongoStorage, null, [{}, 'people'])
    expect(name).toThrow(new TypeError("mongoStorage: options must be an object, got 'people'"))
  })

  test('a long name is shown in part', () => {
    const long = (): unknown => CONSTRUCTIONS.lruCache?.({ ['m'.repeat(1_000_000)]: 1 })
    expect(long).toThrow(`there is no option '${'m'.repeat(100)}'`)
  })

  test('openApiDocument takes the options of the mount that it describes', () => {
    const options = { authorize: 'public', maxBodyBytes: 5, cacheControl: 'no-store' } as const
    expect(openApiDocument(service, options).openapi).toBe('3.1.0')
  })
})
