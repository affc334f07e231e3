import type { AddressInfo, Server } from 'node:net'
import { CharacterService, isCharacterError } from 'dramatis'
import { CAST } from './cast.ts'
import { openStorage } from './open-storage.ts'

/** Where an example listens: 0 takes any free port. */
export const PORT: number = Number(process.env.PORT ?? 3000)
export const HOSTNAME = '127.0.0.1'

const { storage, close } = await openStorage()

/** The service of an example, on MongoDB where MONGODB_URI is set. */
export const service: CharacterService = new CharacterService({ storage })

for (const character of CAST) {
  await service.createCharacter(character).catch((error: unknown) => {
    if (!isCharacterError(error, 'CHARACTER_ALREADY_EXISTS')) throw error
  })
}

/** Prints where the characters are, and stops cleanly on Ctrl-C. */
export function announce(server: Pick<Server, 'address'>, stopServer: () => unknown): void {
  const { port } = server.address() as AddressInfo
  console.log(`Characters at http://${HOSTNAME}:${port}/api/characters (stop with Ctrl-C)`)
  const stop = async (): Promise<void> => {
    await stopServer()
    await service.close()
    await close()
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

/** Stops a server of `node:http` at once, idle connections included. */
export function closeAll(server: { close(): unknown; closeAllConnections?(): void }): void {
  server.close()
  server.closeAllConnections?.()
}
