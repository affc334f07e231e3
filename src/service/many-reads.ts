import type { Character } from '../model/character.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import { type CallOptions, checkNames } from './arguments.ts'
import type { Call } from './call.ts'
import { performInTime } from './perform.ts'
import { type FindActive, readOne } from './reads.ts'
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
    const find = findTogether(core, call)
    const reads = names.map((name, index) =>
      readOne(core, spellings[index] ?? name, name, call, find),
    )
    return Promise.all(reads).catch(async (error: unknown) => {
      // Others may have joined the loads under way, which end with this call.
      await Promise.allSettled(reads)
      throw error
    })
  })
}

/** Finds heads by stored name: what is asked for at one moment is found by one call. */
function findTogether(core: ServiceCore, call: Call): FindActive {
  let names = new Set<string>()
  let found: Promise<ReadonlyMap<string, StoredCharacter>> | undefined
  const find = async (): Promise<ReadonlyMap<string, StoredCharacter>> => {
    const asked = [...names]
    names = new Set()
    found = undefined
    const heads = await call.ask((o) => core.storage.findMany(asked, o))
    return new Map(heads.map((head) => [head.character.name, head]))
  }
  return async (name) => {
    names.add(name)
    found ??= Promise.resolve().then(find)
    return (await found).get(name) ?? null
  }
}
