import type { CharacterCache } from '../cache/character-cache.ts'
import { defaultCache } from '../cache/default-cache.ts'
import { notWanted } from '../describe-value.ts'
import type { InvalidationBus } from '../invalidation/invalidation-bus.ts'
import { checkOptions } from '../known-options.ts'
import type { Logger } from '../logger.ts'
import type { CharacterModel } from '../model/character-model.ts'
import { defaultModel } from '../model/default-model.ts'
import { requireCount } from '../storage/call-arguments.ts'
import type { CharacterStorage } from '../storage/character-storage.ts'
import type { ChangeListener } from './change-feed.ts'
import { generateId } from './generate-id.ts'

/**
 * Options of `CharacterService`.
 *
 * @category Service
 */
export interface CharacterServiceOptions<
  Attributes extends object = {},
  Defaulted extends keyof Attributes = never,
> {
  /** What persists the characters: `memoryStorage()`, `mongoStorage(db)` or your own. */
  readonly storage: CharacterStorage
  /**
   * What a character is, with your own attributes.
   *
   * @default a model without attributes
   */
  readonly model?: CharacterModel<Attributes, Defaulted, keyof Attributes> | undefined
  /**
   * The container of recently read characters: `lruCache()`, or anything shaped like a `Map`.
   *
   * @default lruCache() of 1,000 characters
   */
  readonly cache?: CharacterCache | undefined
  /**
   * How long a character is kept in the cache, in milliseconds; 0 switches caching off.
   *
   * @default the environment variable CHARACTER_CACHE_TTL_MINUTES, else 15 minutes
   */
  readonly cacheTtlMs?: number | undefined
  /** Carries invalidations between the services of several processes. Without it, the TTL does. */
  readonly invalidation?: InvalidationBus | undefined
  /**
   * Where the service tells what it did: one line for each operation and outcome.
   *
   * @default silent
   */
  readonly logger?: Logger | undefined
  /**
   * Called after every write of this service that was acknowledged, in the order in which they happened
   * to a name. For audit trails and indexes of this process: at most once, and not after a crash. What
   * it throws is logged, and changes nothing.
   *
   * @default none
   */
  readonly onChange?: ChangeListener | undefined
  /**
   * Milliseconds since the epoch, for timestamps and for expiry. A character is not shown from the
   * cache where the clock stands before the moment at which it was read.
   *
   * @default the wall clock, `Date.now()`
   */
  readonly now?: (() => number) | undefined
  /**
   * Makes ids of characters and of writes: 24 lower-case hexadecimal characters, unique.
   *
   * @default an ObjectId: seconds, a random number of the process, a counter
   */
  readonly generateId?: (() => string) | undefined
  /**
   * How long one call may take in all, in milliseconds, waiting and trying again included. An error
   * of this deadline has no `cause`: give a `MongoClient` a lower `serverSelectionTimeoutMS`, so that
   * it says why no server is found.
   *
   * @default 10000
   */
  readonly timeoutMs?: number | undefined
  /**
   * How long a character is kept at most, in milliseconds, while messages of the bus may be getting
   * lost.
   *
   * @default 5000
   */
  readonly degradedTtlMs?: number | undefined
}

/** The options of a service, checked and complete. */
export interface ResolvedOptions
  extends Pick<CharacterServiceOptions, 'storage' | 'invalidation' | 'logger' | 'onChange'> {
  readonly model: CharacterModel
  readonly cache: CharacterCache
  readonly cacheTtlMs: number
  readonly timestamp: () => string
  readonly clock: () => number
  readonly steadyClock: () => number
  readonly generateId: () => string
  readonly timeoutMs: number
  readonly degradedTtlMs: number
}

/** What an object that is passed must have, what to pass, and a usual mistake: what betrays it. */
type Shape = readonly [members: string, wanted: string, has?: string, is?: string]

/** Of each option its shape, that it is a function, or the least number of milliseconds. */
const OPTIONS: {
  readonly [Option in keyof CharacterServiceOptions]-?: Shape | 'function' | number
} = {
  storage: [
    'find findById findMany findStates insert swap remove list listStates countHeads listDeleted insertVersion findVersion findVersions listVersions listVersionStates deleteVersions',
    'memoryStorage() or mongoStorage(db)',
    'databaseName',
    'a Db: pass mongoStorage(db)',
  ],
  model: ['create update attributes defaults limits', 'what defineCharacterModel(…) returns'],
  cache: ['get set delete clear', 'lruCache() or a Map'],
  cacheTtlMs: 0,
  invalidation: ['publish subscribe', 'redisInvalidation(…) or another bus'],
  logger: [
    'debug info warn error',
    'console, or fromPino(logger)',
    'bindings',
    'a pino logger: pass fromPino(logger)',
  ],
  onChange: 'function',
  now: 'function',
  generateId: 'function',
  timeoutMs: 1,
  degradedTtlMs: 0,
}
const TTL_VARIABLE = 'CHARACTER_CACHE_TTL_MINUTES'
const DEFAULT_TTL_MINUTES = 15
const MAX_TIMER_MS = 2_147_483_647
/** The latest moment that a Date can say. */
const MAX_DATE_MS = 8.64e15
const HEX_ID = /^[0-9a-f]{24}$/

/** @throws {TypeError} when an option is not usable, naming it */
export function resolveOptions<A extends object, D extends keyof A>(
  options: CharacterServiceOptions<A, D>,
): ResolvedOptions {
  const given = readOptions(options)
  const { model = defaultModel, cache = defaultCache(), cacheTtlMs = ttlOfProcess() } = given
  const { now, generateId: ids, timeoutMs = 10_000, degradedTtlMs = 5_000 } = given
  const isTime = (value: unknown): boolean =>
    typeof value === 'number' && Math.abs(value) <= MAX_DATE_MS
  const isId = (value: unknown): boolean => typeof value === 'string' && HEX_ID.test(value)
  // Looked up at every call: what stands in for `Date` in a test drives expiry too.
  const clock = now ? checked('now', now, isTime, 'milliseconds since the epoch') : () => Date.now()
  const ownIds = ids && checked('generateId', ids, isId, '24 lower-case hexadecimal characters')
  // Ours are not tried: a worker may make nothing random before its first request.
  ownIds?.()
  return {
    ...given,
    model,
    cache,
    cacheTtlMs,
    timestamp: () => new Date(clock()).toISOString(),
    clock,
    steadyClock: now ? clock : () => performance.now(),
    generateId: ownIds ?? generateId,
    timeoutMs: Math.min(timeoutMs, MAX_TIMER_MS),
    degradedTtlMs,
  }
}

/** Reads each option once, and holds it against what it must be. */
function readOptions(options: object): CharacterServiceOptions {
  if ('findById' in Object(options) && !('storage' in options)) {
    fail('got a storage: pass it as { storage }')
  }
  checkOptions('CharacterService', options, OPTIONS)
  const given: { [option: string]: unknown } = {}
  for (const [option, rule] of Object.entries(OPTIONS)) {
    const value: unknown = Reflect.get(options, option)
    given[option] = value
    if (value === undefined && option !== 'storage') continue
    if (typeof rule === 'object') checkShape(option, value, rule)
    else if (rule === 'function') {
      if (typeof value !== rule) refuse(option, 'a function', value)
    } else if (!(Number.isFinite(value) && Number(value) >= rule)) {
      refuse(option, `a number of milliseconds of at least ${rule}`, value)
    }
  }
  const keep: unknown = Reflect.get(Object(given.storage), 'keepVersions')
  if (keep !== Number.POSITIVE_INFINITY) {
    requireCount(keep ?? null, 'CharacterService: storage.keepVersions')
  }
  return given as unknown as CharacterServiceOptions
}

function checkShape(option: string, value: unknown, [members, wanted, has, is]: Shape): void {
  if (typeof value !== 'object' || value === null || value instanceof Promise) {
    refuse(option, wanted, value)
  }
  if (has !== undefined && has in value) fail(`${option} is ${is}`)
  for (const member of members.split(' ')) {
    const type = typeof Reflect.get(value, member)
    if (type !== (option === 'model' ? 'object' : 'function')) {
      fail(`${option} has no '${member}': pass ${wanted}`)
    }
  }
}

/** What the environment says, else our own default. */
function ttlOfProcess(): number {
  let text: string | undefined
  try {
    text = globalThis.process?.env?.[TTL_VARIABLE]
  } catch {
    // Deno lets nobody look who was not allowed to: what cannot be seen is not set.
  }
  const minutes = text?.trim() ? Number(text) : DEFAULT_TTL_MINUTES
  if (Number.isFinite(minutes) && minutes >= 0) return minutes * 60_000
  const wanted = 'a number of minutes of at least 0 (0 switches caching off)'
  throw notWanted(TTL_VARIABLE, wanted, text)
}

/** A function of the host's, whose results are held against what they must be. */
function checked<T>(
  option: string,
  make: () => T,
  isWanted: (result: unknown) => boolean,
  wanted: string,
): () => T {
  return () => {
    const result = make()
    return isWanted(result) ? result : refuse(option, `a function that gives ${wanted}`, result)
  }
}

function refuse(option: string, wanted: string, got: unknown): never {
  throw notWanted(`CharacterService: ${option}`, wanted, got)
}

function fail(message: string): never {
  throw new TypeError(`CharacterService: ${message}`)
}
