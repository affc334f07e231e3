import type { Character } from '../model/character.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import { type CallOptions, checkNames } from './arguments.ts'
import { beginRead, callUntil, readOne } from './reads.ts'
import type { ServiceCore } from './service-core.ts'
import { untilAborted } from './until-aborted.ts'

/** Reads many characters: those that the cache does not hold in one call of the storage. */
export async function readCharacters(
  core: ServiceCore,
  spellings: readonly string[],
  options: CallOptions | undefined,
): Promise<(Character | null)[]> {
  const endsAt = beginRead(core, options)
  checkNames(spellings)
  const names = spellings.map((spelling) => core.nameOf(spelling))
  const batch = new Batch(core, endsAt)
  const reads = names.map((name, index) => {
    return readOne(core, spellings[index] ?? name, name, endsAt, (key) => batch.find(key))
  })
  return untilAborted(Promise.all(reads), options?.signal)
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
    const heads = await call.askOnce((o) => this.#core.storage.findMany(names, o))
    return new Map(heads.map((head) => [head.character.name, head]))
  }
}
