import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { type Random, randomOf, seededRandom } from '../support/random.ts'
import { randomScheduler, scheduledStorage } from '../support/scheduler.ts'
import { figure, sized } from '../support/sizes.ts'

const READS = 12
const WRITES = 4

interface Tally {
  reads: number
  stale: number
  backwards: number
  poisoned: number
}

/** One service, one character, twelve reads and four writes in an order that chance picks. */
async function interleave(random: Random, tally: Tally): Promise<void> {
  const storage = memoryStorage()
  const scheduler = randomScheduler(random)
  await new CharacterService({ storage }).createCharacter(luna())
  const service = new CharacterService({ storage: scheduledStorage(storage, scheduler) })
  let acknowledged = 1
  let seen = 1
  const read = async (): Promise<void> => {
    await scheduler.point()
    const [atLeast, alreadySeen] = [acknowledged, seen]
    const { version_number } = await service.getCharacter(random.pick(['luna', 'LUNA', 'Luna ']))
    tally.reads++
    if (version_number < atLeast) tally.stale++
    if (version_number < alreadySeen) tally.backwards++
    seen = Math.max(seen, version_number)
  }
  const write = async (): Promise<void> => {
    await scheduler.point()
    const { version_number } = await service.updateCharacter('luna', { personality: 'calm' })
    acknowledged = Math.max(acknowledged, version_number)
  }
  const work = [...Array(READS).fill(read), ...Array(WRITES).fill(write)].map((run) => run())
  await scheduler.run()
  await Promise.all(work)
  const last = service.getCharacter('luna')
  await scheduler.run()
  if ((await last).version_number !== 1 + WRITES) tally.poisoned++
}

// Red when a load takes the epoch after its storage call instead of before, when the end of a write
// does not raise the epoch, or when a reader may join a load that a write has overtaken.
test('no read is stale, goes backwards or poisons the cache, in whatever order things happen', async () => {
  const rounds = sized('interleavings', 100_000)
  const random = seededRandom('interleavings')
  const tally: Tally = { reads: 0, stale: 0, backwards: 0, poisoned: 0 }
  for (let round = 0; round < rounds; round++)
    await interleave(randomOf(random.seed + round), tally)
  const { reads, stale, backwards, poisoned } = tally
  figure(
    `${rounds} interleavings of readers and writers`,
    `${stale} of ${reads} reads stale, ${backwards} going backwards, ${poisoned} poisoned at the end`,
  )
  expect(tally).toEqual({ reads: rounds * READS, stale: 0, backwards: 0, poisoned: 0 })
}, 600_000)
