import type { Character } from '../model/character.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import { type CallOptions, checkNames } from './arguments.ts'
import type { Call } from './call.ts'
import { performInTime } from './perform.ts'
import { readOne } from './reads.ts'
import type { ServiceCore } from './service-core.ts'

/** Reads many characters: those that the cache does not hold in one call of the storage. */
export async function readCharacters(
  core: ServiceCore,
  spellings: readonly string[],
  options: CallOptions | undefined,
): Promise<(Character | null)[]> {
  checkNames(spellings)
  const names = spellings.map((spelling) => core.nameOf(spelling))
  return performInTime(core, options, async (call) => {
    const batch = new Batch(core, call)
    const reads = names.map((name, index) => {
      return readOne(core, spellings[index] ?? name, name, call, (key) => batch.find(key))
    })
    // Others may have joined their loads, which end with this call.
    await Promise.allSettled(reads)
    return Promise.all(reads)
  })
}

/** Finds heads by stored name: what is asked for at one moment is found by one call. */
class Batch {
  readonly #core: ServiceCore
  readonly #call: Call
  readonly #names = new Set<string>()
  #found: Promise<ReadonlyMap<string, StoredCharacter>> | undefined

  constructor(core: ServiceCore, call: Call) {
    this.#core = core
    this.#call = call
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
    const heads = await this.#call.ask((o) => this.#core.storage.findMany(names, o))
    return new Map(heads.map((head) => [head.character.name, head]))
  }
}
