import type { CommandStartedEvent, Db } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { luna } from '../support/characters.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../support/mongo.ts'
import { overrideStorage } from '../support/override-storage.ts'
import { figure, sized } from '../support/sizes.ts'

const WRITERS = 16
const ROUNDS = 5

/** Counts the swaps that lost against another one. */
function countingLosses(storage: CharacterStorage) {
  const counts = { swaps: 0, lost: 0 }
  const counting = overrideStorage(storage, {
    swap: async (...args) => {
      const result = await storage.swap(...args)
      counts.swaps++
      if (result === 'lost') counts.lost++
      return result
    },
  })
  return { counts, storage: counting }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

describeWithMongo('writers of one character on the server', () => {
  let mongo: OpenMongo
  const commands: CommandStartedEvent[] = []

  beforeAll(async () => {
    mongo = await openMongo({ monitorCommands: true })
    mongo.client.on('commandStarted', (event) => commands.push(event))
  })
  afterAll(() => mongo.close())

  async function setup(db: Db = mongo.db()) {
    const { counts, storage } = countingLosses(mongoStorage(db))
    const service = new CharacterService({ storage, timeoutMs: 60_000 })
    await service.createCharacter(luna())
    return { service, counts, db }
  }

  const update = (service: CharacterService) =>
    service.updateCharacter('luna', { display_name: 'Luna' })

  // Red when a write never leaves its head to the next one in the queue.
  test('a write that starts from a known head takes two round trips', async () => {
    const db = mongo.db()
    const service = new CharacterService({ storage: mongoStorage(db) })
    await service.createCharacter(luna())
    commands.length = 0
    await Promise.all(Array.from({ length: WRITERS }, () => update(service)))
    const names = commands
      .filter(({ databaseName }) => databaseName === db.databaseName)
      .map(({ commandName }) => commandName)
    figure(`${WRITERS} updates of one character at once`, `${names.length} round trips`)
    const pair = ['insert', 'update']
    expect(names).toEqual(['find', ...Array(WRITERS).fill(pair).flat()])
  })

  // Red when writes of one name do not queue: then most swaps are lost.
  test('sixteen writers together never race each other', async () => {
    const updates = sized('updates in each of 5 rounds', 1_600, 160)
    const { service, counts } = await setup()
    const timed = async (writers: number): Promise<number> => {
      const each = updates / writers
      const write = async (): Promise<void> => {
        for (let i = 0; i < each; i++) await update(service)
      }
      const startedAt = performance.now()
      await Promise.all(Array.from({ length: writers }, write))
      return (updates / (performance.now() - startedAt)) * 1_000
    }
    await timed(1)
    const [one, many]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      one.push(await timed(1))
      many.push(await timed(WRITERS))
    }
    const ratio = median(many) / median(one)
    figure(
      `writes of one character, ${ROUNDS} rounds of ${updates}`,
      `${median(one).toFixed(0)}/s by 1 writer, ${median(many).toFixed(0)}/s by ${WRITERS} (× ${ratio.toFixed(2)}), ${counts.lost} of ${counts.swaps} swaps lost`,
    )
    expect(counts).toEqual({ swaps: updates * (2 * ROUNDS + 1), lost: 0 })
  }, 300_000)
})
