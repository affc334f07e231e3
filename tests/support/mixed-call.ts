import type { CharacterService } from '../../src/service/character-service.ts'
import { luna } from './characters.ts'

let last = 0

/** One call, or a few that belong together, of any kind but an update. */
export async function mixedCall(service: CharacterService): Promise<void> {
  const name = `passing ${process.pid} ${++last}`
  const kinds: readonly (() => Promise<unknown>)[] = [
    () => service.listCharacters({ limit: 10 }),
    () => service.listVersions('character-0', { limit: 10 }),
    () => service.getVersion('character-0', 1),
    () => service.ping(),
    async () => {
      const { id } = await service.createCharacter(luna({ name }))
      await service.getCharacter(name)
      await service.deleteCharacter(name)
      await service.restoreCharacter(id)
      await service.deleteCharacter(name)
      await service.purgeCharacter(id)
    },
  ]
  await kinds[Math.floor(Math.random() * kinds.length)]?.()
}
