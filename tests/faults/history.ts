import { expect } from 'vitest'
import type { Character } from '../../src/model/character.ts'
import type { CharacterService } from '../../src/service/character-service.ts'

/** All versions of a character, oldest first, read page by page; shows that none is missing. */
export async function completeHistory(
  service: CharacterService,
  name: string,
): Promise<Character[]> {
  const newestFirst: Character[] = []
  for (let before: number | undefined; ; before = newestFirst.at(-1)?.version_number) {
    const page = await service.listVersions(name, { limit: 1_000, before })
    newestFirst.push(...page)
    if (page.length < 1_000) break
  }
  const numbers = newestFirst.map(({ version_number }) => version_number).reverse()
  expect(numbers).toEqual(Array.from(numbers, (_, index) => index + 1))
  return newestFirst.reverse()
}
