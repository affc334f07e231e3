import { expect, test } from 'vitest'
import type { CharacterStorage } from '../../../src/storage/character-storage.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { mongoStorage } from '../../../src/storage/mongo/storage.ts'
import { localInvalidation } from '../../../src/testing.ts'
import { describeWithMongo, openMongo } from '../../support/mongo.ts'
import { randomOf, seededRandom } from '../../support/random.ts'
import { figure, sized } from '../../support/sizes.ts'
import { TenantWorld } from '../../support/tenant-world.ts'

const STEPS = 40

/**
 * Red when the cache, the queue, or a query goes by the plain name, when an id of another tenant is
 * found, or when a message tells a stored name.
 */
test('each tenant sees what it would see alone: in memory', { timeout: 900_000 }, async () => {
  await run('in memory', sized('worlds of tenants in memory', 10_000, 700), memoryStorage)
})

describeWithMongo('each tenant sees what it would see alone', () => {
  test('on MongoDB', { timeout: 900_000 }, async () => {
    const mongo = await openMongo()
    await run('on MongoDB', sized('worlds of tenants on MongoDB', 1_000, 12), () =>
      mongoStorage(mongo.db()),
    )
    await mongo.close()
  })
})

async function run(where: string, worlds: number, open: () => CharacterStorage): Promise<void> {
  const { seed } = seededRandom(`worlds of tenants ${where}`)
  for (let n = 0; n < worlds; n++) {
    const world = new TenantWorld(randomOf(seed + n), open(), localInvalidation())
    for (let step = 0; step < STEPS; step++) {
      expect(await world.step(), `SEED=${seed + n}, step ${step}`).toBeNull()
    }
    expect(await world.compare(), `SEED=${seed + n}`).toBeNull()
  }
  figure(`tenants ${where}`, `${worlds} worlds of ${STEPS} steps, 0 different, 0 leaks`)
}
