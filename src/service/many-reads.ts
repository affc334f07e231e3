import type { CachedCharacter } from '../cache/kept-entry.ts'
import { isCharacterError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import { type CallOptions, checkNames, checkSignal } from './arguments.ts'
import { callUntil, readShared } from './reads.ts'
import type { ServiceCore } from './service-core.ts'
import { untilAborted } from './until-aborted.ts'

/** Reads many characters: those that the cache does not hold in one call of the storage. */
export async function readCharacters(
  core: ServiceCore,
  spellings: readonly string[],
  options: CallOptions | undefined,
): Promise<(Character | null)[]> {
  const signal = options?.signal
  checkSignal(signal)
  signal?.throwIfAborted()
  checkNames(spellings)
  const names = spellings.map((spelling) => core.nameOf(spelling))
  const endsAt = performance.now() + core.options.timeoutMs
  const batch = new Batch(core, endsAt)
  const reads = names.map(async (name, index) => {
    const spelling = spellings[index] ?? name
    return readOne(core, spelling, name, endsAt, batch)
  })
  return untilAborted(Promise.all(reads), signal)
}

async function readOne(
  core: ServiceCore,
  spelling: string,
  name: string,
  endsAt: number,
  batch: Batch,
): Promise<Character | null> {
  const load = async (): Promise<CachedCharacter | null> => {
    const stored = await batch.find(name)
    if (stored !== null) core.heads.set(name, stored)
    return stored && core.toCached(stored)
  }
  try {
    return await readShared(core, spelling, name, endsAt, load)
  } catch (error) {
    if (!isCharacterError(error, 'CHARACTER_NOT_FOUND')) throw error
  }
  const foreign = core.foreignSpelling(spelling, name)
  const stored = foreign === null ? null : await batch.find(foreign)
  if (stored === null) return null
  const cached = core.toCached(stored)
  core.cache.observe(cached.name, cached)
  return cached.character
}

/** Finds heads by stored name: what is asked for at one moment is found by one call. */
class Batch {
  readonly #core: ServiceCore
  readonly #endsAt: number
  readonly #names = new Set<string>()
  #found: Promise<ReadonlyMap<string, StoredCharacter>> | undefined

  constructor(core: ServiceCore, endsAt: number) {
    this.#core = core
    this.#endsAt = endsAt
  }

  async find(name: string): Promise<StoredCharacter | null> {
    this.#names.add(name)
    this.#found ??= Promise.resolve().then(() => this.#run())
    return (await this.#found).get(name) ?? null
  }

  async #run(): Promise<ReadonlyMap<string, StoredCharacter>> {
    const names = [...this.#names]
    this.#names.clear()
    this.#found = undefined
    const call = callUntil(this.#core, this.#endsAt)
    try {
      const heads = await call.ask((o) => this.#core.storage.findMany(names, o))
      return new Map(heads.map((head) => [head.character.name, head]))
    } finally {
      call.close()
    }
  }
}
