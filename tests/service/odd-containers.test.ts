import { expect, test } from 'vitest'
import type { CacheEntry, CharacterCache } from '../../src/cache/character-cache.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'

function serviceWith(cache: CharacterCache): CharacterService {
  return new CharacterService({ storage: memoryStorage(), cache })
}

// Red when an entry does not know its name: the prompt of one is given for another.
test('a container that mixes up its keys never gives one character for another', async () => {
  let last: CacheEntry | undefined
  const service = serviceWith({
    get: () => last,
    set: (_name, entry) => {
      last = entry
    },
    delete: () => false,
    clear: () => {},
  })
  for (const name of ['a', 'b']) {
    await service.createCharacter(luna({ name, system_prompt: `prompt of ${name}` }))
  }
  for (const name of ['a', 'b', 'b', 'a', 'a', 'b']) {
    expect(await service.getSystemPrompt(name)).toBe(`prompt of ${name}`)
  }
})

// Red when an entry that is replaced lives on: the container gives it back later.
test('a container that keeps what it is told to replace never gives it back', async () => {
  const kept: CacheEntry[] = []
  let pick = 0
  const service = serviceWith({
    get: () => kept[pick++ % Math.max(1, kept.length)],
    set: (_name, entry) => void kept.push(entry),
    delete: () => false,
    clear: () => {},
  })
  await service.createCharacter(luna())
  for (let version = 2; version < 50; version++) {
    await service.updateCharacter('luna', { personality: `version ${version}` })
    for (let read = 0; read < 5; read++) {
      expect((await service.getCharacter('luna')).version_number).toBe(version)
    }
  }
})
