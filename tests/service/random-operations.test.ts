import { expect, test } from 'vitest'
import { lruCache } from '../../src/cache/lru.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { manualClock } from '../support/clock.ts'
import { eachStorage } from '../support/each-storage.ts'
import { type Random, randomOf, seededRandom } from '../support/random.ts'
import { type Actors, randomStep, type Step } from '../support/random-operations.ts'
import { FORBIDDEN, ReferenceModel } from '../support/reference-model.ts'
import { figure, sized } from '../support/sizes.ts'

const STEPS = 12
const AT_ONCE = 32
const IN_CI = process.env.CI !== undefined || process.env.REQUIRE_MONGO === '1'

/** Refuses one personality, so that the outcome of a write also depends on what was there before. */
const model = defineCharacterModel({
  validate: ({ personality }) =>
    personality === FORBIDDEN ? [{ path: ['personality'], message: 'is forbidden' }] : undefined,
})

interface Tally {
  steps: number
  failures: number
}

/** A service of its own with few places in its cache, over a storage that all sequences share. */
function actorsOf(random: Random, storage: CharacterStorage, now: () => number): Actors {
  const prefix = `é${random.seed.toString(36)}-`
  return {
    random,
    service: new CharacterService({
      storage,
      model,
      now,
      cache: lruCache({ maxEntries: 2 }),
      timeoutMs: 60_000,
    }),
    model: new ReferenceModel(storage.keepVersions, () => new Date(now()).toISOString()),
    names: ['a', 'b', 'c'].map((letter) => prefix + letter),
    ids: [],
  }
}

async function runSequence(random: Random, storage: CharacterStorage, tally: Tally): Promise<void> {
  const clock = manualClock()
  const actors = actorsOf(random, storage, clock.now)
  const told: string[] = []
  for (let n = 0; n < STEPS; n++) {
    clock.advance(1 + random.below(1_000))
    const step: Step = await randomStep(actors)
    told.push(step.told)
    tally.steps++
    if ('error' in step.actual) tally.failures++
    expect(step.actual, `sequence ${random.seed}: ${told.join('; ')}`).toEqual(step.expected)
  }
  await expectEndState(actors, storage, `sequence ${random.seed}: ${told.join('; ')}`)
}

async function expectEndState(
  { service, model, names, ids }: Actors,
  storage: CharacterStorage,
  told: string,
): Promise<void> {
  const active = model.list()
  const deleted = model.listDeleted()
  const found = await Promise.all(names.map((name) => service.findCharacter(name)))
  expect(found.filter(Boolean), told).toEqual(active)
  const heads = await Promise.all(ids.map((id) => storage.findById(id)))
  const buried = heads.flatMap((head) => (head?.character.is_active === false ? [head] : []))
  expect(
    buried.map(({ character }) => character),
    told,
  ).toEqual(deleted)
  expect(heads.filter(Boolean), told).toHaveLength(active.length + deleted.length)
  for (const id of ids.filter((_, i) => heads[i] === null)) {
    expect(await storage.listVersions(id, { limit: 1 }), told).toEqual([])
  }
}

// Red when a rollback takes the old name along, when a restore under the same name raises the version,
// when a snapshot is kept under a tombstone, and when a rename leaves the old name in the cache.
eachStorage(({ title, isServer, create }) => {
  test('any sequence of operations does what a simple model says', async () => {
    const count = isServer
      ? sized(`sequences, ${title}`, 20_000, IN_CI ? 2_000 : 200)
      : sized(`sequences, ${title}`, 20_000)
    const { seed } = seededRandom(`random operations, ${title}`)
    const storages = [create(), create({ keepVersions: 2 })] as const
    const tally: Tally = { steps: 0, failures: 0 }
    let next = 0
    const worker = async (): Promise<void> => {
      while (next < count) {
        const random = randomOf(seed + next)
        await runSequence(random, storages[next++ % 2 === 0 ? 0 : 1], tally)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    figure(
      `${count} random sequences of ${STEPS} operations, ${title}`,
      `${tally.steps} outcomes as the model says, ${tally.failures} of them errors`,
    )
    expect(tally.steps).toBe(count * STEPS)
    const share = tally.failures / tally.steps
    expect(share).toBeGreaterThan(0.1)
    expect(share).toBeLessThan(0.5)
  }, 3_600_000)
})
