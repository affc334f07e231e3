/** The service of an application with Next.js: pages and routes import it from here. */
import { CharacterService, isCharacterError } from 'dramatis'
import { CAST } from './cast.ts'
import { openStorage } from './open-storage.ts'

/**
 * What outlives this module. Next.js loads it once for the pages and once for the routes, in one
 * process: each instance would have a cache of its own and, in memory, characters of its own. Several
 * processes need a bus beside it: `changeStreamInvalidation` or `redisInvalidation`.
 */
const kept = globalThis as { characters?: Promise<CharacterService> }

async function openService(): Promise<CharacterService> {
  const { storage } = await openStorage()
  const service = new CharacterService({ storage })
  for (const character of CAST) {
    await service.createCharacter(character).catch((error: unknown) => {
      if (!isCharacterError(error, 'CHARACTER_ALREADY_EXISTS')) throw error
    })
  }
  return service
}

kept.characters ??= openService()

/** The one service of this process. */
export const service: CharacterService = await kept.characters
