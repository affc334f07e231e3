import type { CharacterCache } from '../cache/character-cache.ts'
import { defaultCache } from '../cache/default-cache.ts'
import { notWanted } from '../describe-value.ts'
import type { InvalidationBus } from '../invalidation/invalidation-bus.ts'
import { checkOptions, type KnownOptions } from '../known-options.ts'
import type { Logger } from '../logger.ts'
import type { CharacterModel } from '../model/character-model.ts'
import { defaultModel } from '../model/default-model.ts'
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
export interface ResolvedOptions {
  readonly storage: CharacterStorage
  readonly model: CharacterModel
  readonly cache: CharacterCache
  readonly cacheTtlMs: number
  readonly invalidation: InvalidationBus | undefined
  readonly logger: Logger | undefined
  readonly onChange: ChangeListener | undefined
  readonly timestamp: () => string
  readonly clock: () => number
  readonly steadyClock: () => number
  readonly generateId: () => string
  readonly timeoutMs: number
  readonly degradedTtlMs: number
}

const OPTIONS: KnownOptions<CharacterServiceOptions> = {
  storage: true,
  model: true,
  cache: true,
  cacheTtlMs: true,
  invalidation: true,
  logger: true,
  onChange: true,
  now: true,
  generateId: true,
  timeoutMs: true,
  degradedTtlMs: true,
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
  checkBag(options)
  const { storage, model, cache, invalidation, logger, onChange, now, cacheTtlMs } = options
  const { timeoutMs = 10_000, degradedTtlMs = 5_000 } = options
  checkStorage(storage)
  if (model !== undefined) checkModel(model)
  for (const [option, value] of Object.entries({ cache, invalidation, logger })) {
    if (value !== undefined) checkShape(option, value)
  }
  if (logger !== undefined && 'bindings' in logger) {
    throw new TypeError('CharacterService: logger is a pino logger: pass fromPino(logger)')
  }
  for (const [option, value] of Object.entries({ onChange, now })) {
    if (value !== undefined) checkFunction(option, value)
  }
  // Looked up at every call: what stands in for `Date` in a test drives expiry too.
  const clock = now ? checkedClock(now) : () => Date.now()
  return {
    storage,
    model: (model ?? defaultModel) as CharacterModel,
    cache: cache ?? defaultCache(),
    cacheTtlMs: cacheTtlMs === undefined ? ttlOfProcess() : wait('cacheTtlMs', cacheTtlMs, 0),
    invalidation,
    logger,
    onChange,
    timestamp: () => new Date(clock()).toISOString(),
    clock,
    steadyClock: now ? clock : () => performance.now(),
    generateId: checkedIds(options.generateId),
    timeoutMs: Math.min(wait('timeoutMs', timeoutMs, 1), MAX_TIMER_MS),
    degradedTtlMs: wait('degradedTtlMs', degradedTtlMs, 0),
  }
}

/** The methods of what is passed, and what to pass. */
const SHAPES: { readonly [option: string]: readonly [methods: string, wanted: string] } = {
  storage: [
    'find findById findMany findStates insert swap remove list listStates countHeads listDeleted insertVersion findVersion findVersions listVersions listVersionStates deleteVersions',
    'memoryStorage() or mongoStorage(db)',
  ],
  cache: ['get set delete clear', 'lruCache() or a Map'],
  invalidation: ['publish subscribe', 'redisInvalidation(…) or another bus'],
  logger: ['debug info warn error', 'console, or fromPino(logger)'],
}

/** The usual mistakes get an answer of their own. */
function checkBag(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    refuse('options', 'an object like { storage: memoryStorage() }', options)
  }
  if (!('storage' in options) && 'findById' in options) {
    throw new TypeError('CharacterService: got a storage: pass it as { storage }')
  }
  checkOptions('CharacterService', options, OPTIONS)
}

function checkStorage(storage: unknown): void {
  if ('databaseName' in Object(storage)) {
    throw new TypeError('CharacterService: storage is a Db: pass mongoStorage(db)')
  }
  checkShape('storage', storage)
  const keep: unknown = Reflect.get(Object(storage), 'keepVersions')
  if (keep !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(keep) && Number(keep) >= 1)) {
    refuse('storage.keepVersions', 'an integer of 1 or more, or Infinity', keep)
  }
}

function checkShape(option: string, value: unknown): void {
  const [methods = '', wanted = ''] = SHAPES[option] ?? []
  if (typeof value !== 'object' || value === null || value instanceof Promise) {
    refuse(option, wanted, value)
  }
  for (const method of methods.split(' ')) {
    if (typeof Reflect.get(value, method) === 'function') continue
    throw new TypeError(`CharacterService: ${option} has no method '${method}': pass ${wanted}`)
  }
}

function checkModel(model: unknown): void {
  const isObject = typeof model === 'object' && model !== null
  const parts = ['create', 'update', 'attributes', 'defaults', 'limits']
  if (!isObject || parts.some((part) => !(part in model))) {
    refuse('model', 'what defineCharacterModel(…) returns', model)
  }
}

function checkFunction(option: string, value: unknown): void {
  if (typeof value !== 'function') refuse(option, 'a function', value)
}

/** What the environment says, else our own default. */
function ttlOfProcess(): number {
  const text = ttlVariable()
  const minutes = text?.trim() ? Number(text) : DEFAULT_TTL_MINUTES
  if (Number.isFinite(minutes) && minutes >= 0) return minutes * 60_000
  const wanted = 'a number of minutes of at least 0 (0 switches caching off)'
  throw notWanted(TTL_VARIABLE, wanted, text)
}

function ttlVariable(): string | undefined {
  try {
    return globalThis.process?.env?.[TTL_VARIABLE]
  } catch {
    // Deno lets nobody look who was not allowed to: what cannot be seen is not set.
    return undefined
  }
}

function wait(option: string, ms: number, min: number): number {
  if (typeof ms === 'number' && Number.isFinite(ms) && ms >= min) return ms
  return refuse(option, `a number of milliseconds of at least ${min}`, ms)
}

function checkedClock(now: () => number): () => number {
  return () => {
    const time: unknown = now()
    if (typeof time === 'number' && Math.abs(time) <= MAX_DATE_MS) return time
    return refuse('now', 'a function that gives milliseconds since the epoch', time)
  }
}

function checkedIds(generate: (() => string) | undefined): () => string {
  // Not tried: a worker may make nothing random before its first request.
  if (generate === undefined) return generateId
  checkFunction('generateId', generate)
  const checked = (): string => {
    const id: unknown = generate()
    if (typeof id === 'string' && HEX_ID.test(id)) return id
    return refuse('generateId', 'a function that gives 24 lower-case hexadecimal characters', id)
  }
  checked()
  return checked
}

function refuse(option: string, wanted: string, got: unknown): never {
  throw notWanted(`CharacterService: ${option}`, wanted, got)
}
