import { expect, test } from 'vitest'
import { isCharacterError } from '../../src/errors.ts'
import type { Character } from '../../src/model/character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { SORTS } from '../support/plain-query.ts'
import { type Random, seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'

const STILL = 24
const WRITERS = 8

/** Creates, updates, renames, deletes: anything but the characters that stand still. */
async function write(service: CharacterService, random: Random, own: string): Promise<void> {
  try {
    switch (random.below(4)) {
      case 0:
        return void (await service.createCharacter(luna({ name: `${own} ${random.below(9)}` })))
      case 1:
        return void (await service.updateCharacter(`${own} ${random.below(9)}`, {
          display_name: `d${random.below(99)}`,
        }))
      case 2:
        return void (await service.updateCharacter(`${own} ${random.below(9)}`, {
          name: `${own} ${random.below(9)}`,
        }))
      default:
        return void (await service.deleteCharacter(`${own} ${random.below(9)}`))
    }
  } catch (error) {
    if (!isCharacterError(error) || error.code === 'CHARACTER_STORAGE') throw error
  }
}

eachStorage(({ title, isServer, create }) => {
  // Red when pages are counted from the start, or begin after a value alone that others share.
  test('what stands still is on exactly one page of each order while others write', async () => {
    const full = `pages while others write, ${title}`
    const runs = sized(full, 100, isServer ? 2 : 20)
    const random = seededRandom(full)
    let pages = 0
    for (let run = 0; run < runs; run++) {
      const service = new CharacterService({ storage: create() })
      const still = new Set<string>()
      for (let n = 0; n < STILL; n++) {
        const fields = luna({ name: `still ${n}`, display_name: `d${n % 5}` })
        still.add((await service.createCharacter(fields)).id)
      }
      for (const sort of SORTS) {
        let isDone = false
        const writers = Array.from({ length: WRITERS }, async (_, n) => {
          while (!isDone) await write(service, random, `writer ${n}`)
        })
        const seen: string[] = []
        for (let after: Character | undefined; ; ) {
          const page = await service.listCharacters({ sort, limit: 5, after })
          pages++
          seen.push(...page.map(({ id }) => id).filter((id) => still.has(id)))
          after = page.at(-1)
          if (page.length < 5) break
        }
        isDone = true
        await Promise.all(writers)
        expect(seen.length, sort).toBe(STILL)
        expect(new Set(seen), sort).toEqual(still)
      }
    }
    figure(
      `${runs} runs of pages in 8 orders while 8 write, ${title}`,
      `${pages} pages, each still one once`,
    )
  }, 600_000)
})
