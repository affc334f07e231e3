import type { LRUCache } from 'lru-cache'
import type { pino } from 'pino'
import type QuickLRU from 'quick-lru'
import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type { CacheEntry, CharacterCache } from '../../src/cache/character-cache.ts'
import { lruCache } from '../../src/cache/lru.ts'
import type { CharacterErrorCode } from '../../src/errors.ts'
import { type AnyCharacterError, isCharacterError } from '../../src/errors.ts'
import { fromPino, type Logger } from '../../src/logger.ts'
import type { Character } from '../../src/model/character.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import type { JsonValue } from '../../src/model/json-value.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterServiceOptions } from '../../src/service/service-options.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'

// What is written here holds when it compiles: `npm run typecheck`.

/** The shape of Keyv: every method answers with a promise. */
declare class Keyv {
  get<T>(key: string): Promise<T | undefined>
  set<T>(key: string, value: T): Promise<boolean>
  delete(key: string): Promise<boolean>
  clear(): Promise<void>
}

/** A logger with winston's overloads. */
interface WinstonMethod {
  (message: string, callback: () => void): this
  (message: string, meta: unknown, callback: () => void): this
  (message: string, ...meta: unknown[]): this
  (info: object): this
}

describe('a cache', () => {
  test('is a Map, quick-lru, lru-cache, or our own', () => {
    expectTypeOf<Map<string, CacheEntry>>().toExtend<CharacterCache>()
    expectTypeOf<Map<string, object>>().toExtend<CharacterCache>()
    expectTypeOf<QuickLRU<string, CacheEntry>>().toExtend<CharacterCache>()
    expectTypeOf<LRUCache<string, CacheEntry>>().toExtend<CharacterCache>()
    expectTypeOf(lruCache()).toExtend<CharacterCache>()
    const uses = (): unknown => [
      new CharacterService({ storage: memoryStorage(), cache: new Map() }),
      new CharacterService({ storage: memoryStorage(), cache: undefined }),
    ]
    expectTypeOf(uses).toBeFunction()
  })

  test('is nothing asynchronous', () => {
    expectTypeOf<Keyv>().not.toExtend<CharacterCache>()
    expectTypeOf<Promise<CacheEntry>>().not.toExtend<CacheEntry>()
    const uses = (keyv: Keyv): unknown =>
      // @ts-expect-error between asking and answering, a write could make the answer old
      new CharacterService({ storage: memoryStorage(), cache: keyv })
    expectTypeOf(uses).toBeFunction()
  })
})

describe('a logger', () => {
  test('is console, winston, or pino turned round', () => {
    expectTypeOf<Console>().toExtend<Logger>()
    expectTypeOf<Record<'debug' | 'info' | 'warn' | 'error', WinstonMethod>>().toExtend<Logger>()
    expectTypeOf(fromPino).toBeCallableWith({} as pino.Logger)
    expectTypeOf(fromPino).returns.toExtend<Logger>()
  })

  test('is no bare pino, whose arguments come the other way round', () => {
    expectTypeOf<pino.Logger>().not.toExtend<Logger>()
    const uses = (logger: pino.Logger): unknown =>
      // @ts-expect-error wrap it in fromPino
      new CharacterService({ storage: memoryStorage(), logger })
    expectTypeOf(uses).toBeFunction()
  })
})

describe('a storage', () => {
  test('is whatever has its methods: an object, a class, a wrapper', () => {
    const wrapped = (storage: CharacterStorage): CharacterStorage => ({
      ...storage,
      keepVersions: 5,
      find: async (name) => storage.find(name),
    })
    class Own implements Pick<CharacterStorage, 'find' | 'remove'> {
      readonly #kept = new Map<string, Awaited<ReturnType<CharacterStorage['find']>>>()
      async find(name: string): ReturnType<CharacterStorage['find']> {
        return this.#kept.get(name) ?? null
      }
      async remove(): Promise<boolean> {
        return false
      }
    }
    expectTypeOf(wrapped).toBeCallableWith(memoryStorage())
    expectTypeOf<Own & Omit<CharacterStorage, 'find' | 'remove'>>().toExtend<CharacterStorage>()
  })

  test('knows nothing of the attributes of a model', () => {
    const model = defineCharacterModel({ attributes: { mood: z.string() } })
    const storage: CharacterStorage = memoryStorage()
    const uses = (): unknown => new CharacterService({ storage, model })
    expectTypeOf(uses).toBeFunction()
  })

  test('has every method: one that is missing does not compile', () => {
    const uses = ({ swap: _, ...rest }: CharacterStorage): unknown =>
      // @ts-expect-error there is no swap
      new CharacterService({ storage: rest })
    expectTypeOf(uses).toBeFunction()
  })
})

describe('options', () => {
  test('may be undefined wherever they may be absent', () => {
    const options: CharacterServiceOptions = {
      storage: memoryStorage(),
      model: undefined,
      cache: undefined,
      cacheTtlMs: undefined,
      invalidation: undefined,
      logger: undefined,
      now: undefined,
      generateId: undefined,
      timeoutMs: undefined,
      degradedTtlMs: undefined,
    }
    expectTypeOf(options).toExtend<CharacterServiceOptions>()
  })

  test('that do not exist do not compile', () => {
    const uses = (): unknown =>
      // @ts-expect-error it is cacheTtlMs
      new CharacterService({ storage: memoryStorage(), cacheTtl: 1_000 })
    expectTypeOf(uses).toBeFunction()
  })
})

describe('errors', () => {
  test('are told apart by their code', () => {
    const read = (error: unknown): number | string => {
      if (isCharacterError(error, 'CHARACTER_VERSION_CONFLICT')) return error.actual
      if (isCharacterError(error, 'CHARACTER_VALIDATION')) return error.issues.length
      if (isCharacterError(error, 'CHARACTER_ALREADY_EXISTS')) return error.characterName
      if (isCharacterError(error)) {
        expectTypeOf(error).toEqualTypeOf<AnyCharacterError>()
        return error.code
      }
      // @ts-expect-error there is no such code
      return isCharacterError(error, 'CHARACTER_LOST') ? 1 : 2
    }
    expectTypeOf(read).returns.toEqualTypeOf<number | string>()
    expectTypeOf<AnyCharacterError['code']>().toEqualTypeOf<CharacterErrorCode>()
  })
})

describe('an attribute of any JSON', () => {
  const model = defineCharacterModel({
    attributes: { extra: z.json(), more: z.json().default({}) },
  })
  type Loaded = Awaited<ReturnType<CharacterService<{ readonly extra: JsonValue }>['getCharacter']>>

  test('is one type, which a compiler need not go through', () => {
    expectTypeOf<z.output<typeof model.character>['extra']>().toEqualTypeOf<JsonValue>()
    expectTypeOf<z.input<typeof model.create>['more']>().toEqualTypeOf<JsonValue | undefined>()
    expectTypeOf<Loaded>().toExtend<Character>()
    expectTypeOf<Loaded>().toExtend<JsonValue>()
  })
})
