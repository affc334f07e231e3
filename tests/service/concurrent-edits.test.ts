import { expect, test } from 'vitest'
import type { Character } from '../../src/model/character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { figure, sized } from '../support/sizes.ts'

const WRITERS = 64

/** One letter for each edit, all different. */
function markOf(writer: number, round: number, rounds: number): string {
  return String.fromCodePoint(0x4e00 + writer * rounds + round)
}

async function* allVersions(service: CharacterService): AsyncGenerator<Character> {
  let before: number | undefined
  for (;;) {
    const page = await service.listVersions('luna', { limit: 100, before })
    yield* page
    before = page.at(-1)?.version_number
    if (page.length < 100) return
  }
}

// Red when the swap is not guarded, when a known head is used after a lost race, and when a snapshot
// is kept after the swap instead of before and the process ends in between.
eachStorage(({ title, createShared }) => {
  test.each([1, 4])(
    '64 writers that each add marks of their own lose none, in %i services',
    async (count) => {
      const rounds = sized(`updates by each of 64 writers, ${title}`, 200)
      const [one, other] = createShared()
      const services = Array.from(
        { length: count },
        (_, i) => new CharacterService({ storage: i % 2 ? other : one, timeoutMs: 600_000 }),
      )
      const [first] = services as [CharacterService]
      await first.createCharacter(luna({ personality: '>' }))
      const write = async (writer: number): Promise<void> => {
        const service = services[writer % count] ?? first
        for (let round = 0; round < rounds; round++) {
          const mark = markOf(writer, round, rounds)
          const next = await service.editCharacter('luna', ({ personality }) => ({
            personality: personality + mark,
          }))
          expect(next.personality.endsWith(mark)).toBe(true)
        }
      }
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))

      const edits = WRITERS * rounds
      const reader = new CharacterService({ storage: one })
      const last = await reader.getCharacter('luna')
      const marks = new Set(last.personality.slice(1))
      let readable = 0
      for await (const version of allVersions(reader)) {
        expect(version.version_number).toBe(edits + 1 - readable)
        const begins = last.personality.startsWith(version.personality)
        expect([begins, version.personality.length]).toEqual([true, version.version_number])
        readable++
      }
      figure(
        `64 writers × ${rounds} updates of one character in ${count} service(s), ${title}`,
        `version ${last.version_number}, ${marks.size} of ${edits} marks, ${readable} versions readable`,
      )
      expect(last.version_number).toBe(edits + 1)
      expect(last.personality).toHaveLength(edits + 1)
      expect(marks.size).toBe(edits)
      expect(readable).toBe(edits + 1)
    },
    900_000,
  )
})
