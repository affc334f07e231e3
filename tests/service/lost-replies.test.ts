import { describe, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import type { StorageCall } from '../../src/testing/fault-script.ts'
import { type FaultyStorage, faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { codeOf, countCodes } from '../support/error-codes.ts'
import { seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'
import { outcomes } from '../support/turns.ts'
import { seen, WRITE_CASES, type WriteCase } from '../support/write-cases.ts'

const now = () => Date.UTC(2026, 0, 31, 12)
const WRITES = new Set<StorageCall>(['insert', 'swap', 'remove', 'insertVersion', 'deleteVersions'])

interface Run {
  readonly storage: FaultyStorage
  readonly service: CharacterService
  readonly id: string
  act(): Promise<unknown>
  /** What there is afterwards, told by a service that knows nothing yet. */
  look(result: unknown): Promise<unknown>
}

async function start({ keepVersions, arrange, act }: WriteCase): Promise<Run> {
  const inner = memoryStorage({ keepVersions })
  const storage = faultyStorage(inner)
  const service = new CharacterService({ storage, now, cacheTtlMs: 60_000 })
  const id = await arrange(service, inner)
  storage.reset()
  return {
    storage,
    service,
    id,
    act: () => act(service, id),
    look: (result) => seen(new CharacterService({ storage: inner, now }), inner, id, result),
  }
}

/** What happens, and which calls it takes, when nothing goes wrong. */
async function undisturbed(kind: WriteCase) {
  const run = await start(kind)
  const result = await run.act()
  return { calls: [...run.storage.calls], end: await run.look(result) }
}

// Red when an unknown outcome is taken for a failure, or is repeated without reading what became of
// the write; when a create that finds its own document says that the name is taken.
describe('a call of the storage that fails once', () => {
  test.each(WRITE_CASES)('changes nothing about the outcome: $title', async (kind) => {
    const { calls, end } = await undisturbed(kind)
    expect(calls.some((call) => WRITES.has(call))).toBe(true)
    const firstWrite = calls.findIndex((call) => WRITES.has(call))
    for (const fail of ['failBefore', 'failAfter'] as const) {
      for (const [index, call] of calls.entries()) {
        const run = await start(kind)
        run.storage[fail]('any', index + 1)
        const told = `${fail} of ${call}, call ${index + 1}`
        if (index >= firstWrite) {
          expect(await run.look(await run.act()), told).toEqual(end)
        } else {
          // Nothing was written yet: the failure is true, and calling again is safe.
          expect(await run.act().catch(codeOf), told).toBe('CHARACTER_STORAGE')
          if (kind.atOnce === undefined) {
            expect(await run.look(await run.act()), told).toEqual(end)
          }
        }
      }
    }
    figure(`a fault at each of ${calls.length} storage calls: ${kind.title}`, 'same end each time')
  })
})

// Red when a write goes on trying although the read that would settle it failed too.
describe('a storage that fails from one call on', () => {
  test.each(WRITE_CASES)('is given up at once: $title', async (kind) => {
    const { calls, end } = await undisturbed(kind)
    for (const [index, call] of calls.entries()) {
      const run = await start(kind)
      for (let n = index + 1; n < index + 50; n++) run.storage.failBefore('any', n)
      const told = `dead from ${call}, call ${index + 1}`
      const outcome = await run.act().catch(codeOf)
      if (outcome !== 'CHARACTER_STORAGE') expect(await run.look(outcome), told).toEqual(end)
      const asked = run.storage.count() - index
      // The call that failed, and the read that would settle it (two where an adoption stands inside
      // a create); then the others in the queue.
      const settling = kind.title.includes('foreign') ? 2 : 1
      expect(asked, told).toBeLessThanOrEqual(1 + settling + (kind.atOnce ?? 1) - 1)
    }
  })
})

// Red when a try that failed is repeated although it was applied.
test('under a storm of faults every acknowledged edit is there once, and no other twice', async () => {
  const edits = sized('edits in a storm of faults', 20_000)
  const random = seededRandom('a storm of faults')
  const inner = memoryStorage({ keepVersions: 50 })
  const storage = faultyStorage(inner)
  const service = new CharacterService({ storage })
  await service.createCharacter(luna({ traits: [] }))
  const faults = () => {
    storage.reset()
    for (let n = 1; n <= 8; n++) {
      const luck = random.below(10)
      if (luck < 2) storage[luck === 0 ? 'failBefore' : 'failAfter']('any', n)
    }
  }
  let acknowledged = 0
  let failed = 0
  let [twice, lost, version] = [0, 0, 1]
  for (let round = 0; round < edits / 4; round++) {
    faults()
    const marks = Array.from({ length: 4 }, (_, i) => `${round}.${i}`)
    const { values, errors } = await outcomes(
      marks.map(async (mark) => {
        await service.editCharacter('luna', ({ traits }) => ({
          traits: [...traits.slice(-20), mark],
        }))
        return mark
      }),
    )
    expect(Object.keys(countCodes(errors)).filter((code) => code !== 'CHARACTER_STORAGE')).toEqual(
      [],
    )
    const head = (await inner.find('luna'))?.character
    const traits = head?.traits ?? []
    lost += values.filter((mark) => !traits.includes(mark)).length
    const applied = marks.filter((mark) => traits.includes(mark)).length
    if ((head?.version_number ?? 0) - version !== applied) twice++
    version = head?.version_number ?? 0
    acknowledged += values.length
    failed += errors.length
  }
  figure(
    `${edits} edits, each storage call failing with a chance of 1 in 5`,
    `${acknowledged} acknowledged, ${lost} of them lost, ${failed} failed, ${twice} applied twice`,
  )
  expect({ lost, twice }).toEqual({ lost: 0, twice: 0 })
  expect(acknowledged).toBeGreaterThan(edits / 2)
}, 300_000)
