// Types of Node are not loaded here: the core must do without them.
import { CharacterService, isCharacterError, memoryStorage } from 'dramatis'
import type { Character, CharacterStorage } from 'dramatis'
import * as redis from 'dramatis/redis'

export { drafted, read, submitted } from './schemas.mjs'

const storage: CharacterStorage = memoryStorage()
const service = new CharacterService({ storage, cacheTtlMs: 1000, cache: new Map() })

export async function rename(): Promise<Character> {
  try {
    return await service.updateCharacter('luna', { name: 'nova' }, { expectedVersion: 3 })
  } catch (error) {
    if (isCharacterError(error, 'CHARACTER_VERSION_CONFLICT')) {
      const actual: number = error.actual
      throw new Error(`someone was faster: version ${actual}`)
    }
    throw error
  }
}

export async function traits(): Promise<readonly string[]> {
  const luna = await service.getCharacter('luna')
  // @ts-expect-error characters are read-only
  luna.traits = []
  // @ts-expect-error there is no such field
  luna.nonsense
  return luna.traits
}

export const redisEntry: typeof redis = redis
