import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { countCodes } from '../support/error-codes.ts'
import { figure, sized } from '../support/sizes.ts'
import { outcomes } from '../support/turns.ts'

const WRITERS = 8

// Red when a lost race with `expectedVersion` is tried again without looking at the version, and when
// the guard of the swap leaves out version and write id.
eachStorage(({ title, createShared }) => {
  test.each([1, 4])(
    'of 8 writers with one expectedVersion, one wins and seven conflict, in %i services',
    async (count) => {
      const rounds = sized(`rounds of 8 writers, ${title}`, 1_000)
      const storages = createShared()
      const services = Array.from(
        { length: count },
        (_, i) => new CharacterService({ storage: storages[i % 2 ? 1 : 0], timeoutMs: 60_000 }),
      )
      const serviceOf = (writer: number) => services[writer % count] as CharacterService
      await serviceOf(0).createCharacter(luna())
      const totals = { won: 0, errors: {} as Record<string, number>, wrongFacts: 0 }
      for (let version = 1; version <= rounds; version++) {
        const writes = Array.from({ length: WRITERS }, (_, writer) =>
          serviceOf(writer).updateCharacter(
            'luna',
            { display_name: `${version}.${writer}` },
            { expectedVersion: version },
          ),
        )
        const { values, errors } = await outcomes(writes)
        totals.won += values.length
        for (const [code, n] of Object.entries(countCodes(errors))) {
          totals.errors[code] = (totals.errors[code] ?? 0) + n
        }
        for (const error of errors) {
          const { expected, actual } = error as { expected?: number; actual?: number }
          if (expected !== version || actual !== version + 1) totals.wrongFacts++
        }
        expect(values.map(({ version_number }) => version_number)).toEqual([version + 1])
        // Past every cache: what is stored is what the winner wrote.
        const stored = await storages[0].find('luna')
        expect(stored?.character).toEqual(values[0])
      }
      figure(
        `${rounds} rounds of 8 writers with one expectedVersion in ${count} service(s), ${title}`,
        `${totals.won} winners, ${JSON.stringify(totals.errors)}`,
      )
      expect(totals).toEqual({
        won: rounds,
        errors: { CHARACTER_VERSION_CONFLICT: rounds * (WRITERS - 1) },
        wrongFacts: 0,
      })
    },
    600_000,
  )
})
