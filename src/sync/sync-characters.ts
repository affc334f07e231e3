import { describeValue } from '../describe-value.ts'
import { CharacterValidationError, isCharacterError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { CharacterModel, CreateInput } from '../model/character-model.ts'
import { compareCodePoints } from '../model/code-point-order.ts'
import { bringAbout, type Stamp, type Target } from './bring-about.ts'
import { inLanes } from './lanes.ts'
import { checkSyncOptions, type SyncCharactersOptions } from './sync-options.ts'
import { type Outcome, type SyncProgress, type SyncReport, toReport } from './sync-report.ts'
import { checkService, eachStored, SafeViewError, type SyncedService } from './synced-service.ts'
import { readWanted, storedName, type Wanted } from './wanted.ts'

const MAX_WANTED = 100_000

/**
 * Brings stored characters to what is wanted, with one listing and as many writes as there are
 * differences. Run again it makes no version; interrupted, it is run again.
 *
 * What is wanted is whole: a field that is left out has its default. It is read before the first
 * write: one that throws changes nothing. A character that another writer changes meanwhile is read
 * and compared again. One that fails stands in the report, and stops no other.
 *
 * @param service with a model, or without attributes; it must show system prompts
 * @param desired at most 100,000, each under a name of its own
 * @throws {TypeError} when an option is not usable, `prune: true` would delete everything, or the service
 *   shows no system prompts
 * @throws what `desired` throws, and what the service throws when it cannot list
 * @example
 * ```ts
 * const files = await Array.fromAsync(readCharacterFiles('characters', { model }))
 * const wanted = files.map((file) => {
 *   if ('error' in file) throw file.error
 *   return file.input
 * })
 * const { created, updated, failed } = await syncCharacters(service, wanted, { prune: true })
 * ```
 *
 * @category Sync
 */
export async function syncCharacters<A extends object = {}, D extends keyof A = never>(
  service: SyncedService<A, D>,
  desired: Iterable<CreateInput<A, D>> | AsyncIterable<CreateInput<A, D>>,
  options: SyncCharactersOptions = {},
): Promise<SyncReport> {
  checkService('syncCharacters', service)
  checkSyncOptions(options)
  const { prune = false, dryRun = false, concurrency = 8, signal } = options
  const model = service.model as CharacterModel | undefined
  const stamp = stampOf(options)
  const target: Target = { service: service as SyncedService, model, stamp, isDryRun: dryRun }
  const wanted = await readAll(model, desired, signal)
  if (wanted.length === 0 && prune === true) {
    throw new TypeError(
      "syncCharacters: prune: true and no characters would delete all there are: prune: 'all' says that it is meant",
    )
  }
  const stored = new Map<string, Character>()
  if (wanted.length > 0 || prune !== false) {
    for await (const one of eachStored('syncCharacters', service, { signal })) {
      stored.set(storedName(one.name), one)
    }
  }
  const jobs = wanted.map((one) => () => outcomeOf(target, one, stored.get(one.name)))
  if (prune !== false) jobs.push(...prunings(target, wanted, stored))
  return toReport(await runAll(jobs, concurrency, options))
}

function stampOf({ by, note, signal }: SyncCharactersOptions): Stamp {
  return {
    ...(by !== undefined && { by }),
    ...(note !== undefined && { note }),
    ...(signal !== undefined && { signal }),
  }
}

/** Two of one name would undo each other at every run. */
async function readAll(
  model: CharacterModel | undefined,
  desired: Iterable<unknown> | AsyncIterable<unknown>,
  signal: AbortSignal | undefined,
): Promise<readonly Wanted[]> {
  if (!isIterable(desired)) {
    throw new TypeError(
      `syncCharacters: desired must be an iterable of characters, got ${describeValue(desired)}`,
    )
  }
  const wanted: Wanted[] = []
  const names = new Set<string>()
  for await (const input of desired) {
    signal?.throwIfAborted()
    if (wanted.length === MAX_WANTED) {
      throw new TypeError(`syncCharacters: desired must hold at most ${MAX_WANTED} characters`)
    }
    const one = readWanted(model, input)
    wanted.push(
      names.has(one.name) && one.error === null ? { ...one, content: null, error: twice() } : one,
    )
    names.add(one.name)
  }
  signal?.throwIfAborted()
  return wanted
}

function twice(): CharacterValidationError {
  return new CharacterValidationError([{ path: ['name'], message: 'is wanted twice' }])
}

function isIterable(value: unknown): boolean {
  const object = Object(value)
  return typeof value !== 'string' && (Symbol.iterator in object || Symbol.asyncIterator in object)
}

async function outcomeOf(
  target: Target,
  { name, content, error }: Wanted,
  stored: Character | undefined,
): Promise<Outcome> {
  if (content === null) return { name, error }
  return attempt(name, async () => ({ name, change: await bringAbout(target, content, stored) }))
}

/** One failure fails one item; a service of the safe view fails all. */
async function attempt(name: string, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SafeViewError) throw error
    return { name, error }
  }
}

/** What deletes the characters that nobody wants. */
function prunings(
  { service, stamp, isDryRun }: Target,
  wanted: readonly Wanted[],
  stored: ReadonlyMap<string, Character>,
): (() => Promise<Outcome>)[] {
  const names = new Set(wanted.map(({ name }) => name))
  if (names.has('')) return []
  const unwanted = [...stored.keys()].filter((name) => !names.has(name)).sort(compareCodePoints)
  return unwanted.map(
    (name) => () =>
      attempt(name, async () => {
        try {
          if (!isDryRun) await service.deleteCharacter(stored.get(name)?.name ?? name, stamp)
        } catch (error) {
          // Somebody else has deleted it, or given it another name.
          if (!isCharacterError(error, 'CHARACTER_NOT_FOUND')) throw error
          return { name, change: null }
        }
        return { name, change: { name, action: 'delete', diff: [] } }
      }),
  )
}

async function runAll(
  jobs: readonly (() => Promise<Outcome>)[],
  concurrency: number,
  { onProgress, signal }: SyncCharactersOptions,
): Promise<readonly Outcome[]> {
  let done = 0
  return inLanes(jobs, concurrency, async (job) => {
    signal?.throwIfAborted()
    const outcome = await job()
    signal?.throwIfAborted()
    done++
    onProgress?.({ done, total: jobs.length, name: outcome.name, action: actionOf(outcome) })
    return outcome
  })
}

function actionOf(outcome: Outcome): SyncProgress['action'] {
  return 'error' in outcome ? 'failed' : (outcome.change?.action ?? 'unchanged')
}
