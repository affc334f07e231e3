import { expect, test } from 'vitest'
import { type CharacterClient, createCharacterClient } from '../../src/client/character-client.ts'
import { CharacterHttpError } from '../../src/client/http-error.ts'
import { isCharacterError } from '../../src/errors.ts'
import { createNodeHandler } from '../../src/http/mounts/node.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { type Random, seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'
import { unreliableProxy } from './unreliable-proxy.ts'
import { listen } from './world.ts'

const CALLS = sized('calls through an unreliable proxy', 5_000)
const AT_ONCE = 32
const NAMES = Array.from({ length: 8 }, (_, n) => `c${n}`)

type End = 'done' | 'refused' | 'unknown'

/** What the calls were told, by the mark that each write leaves. */
class Told {
  readonly ends = new Map<string, End>()
  readonly wrong: unknown[] = []
  reads = 0

  /** @param marks those that the write may leave: the last of them, or none */
  async write(marks: readonly string[], write: () => Promise<unknown>): Promise<void> {
    let end: End = 'done'
    try {
      await write()
    } catch (error) {
      const isUnknown = error instanceof CharacterHttpError && error.code === 'UNKNOWN_OUTCOME'
      end = isUnknown ? 'unknown' : 'refused'
      // Of an answer that was cut off, its status still came.
      const isRefused = error instanceof CharacterHttpError && /^4/.test(`${error.status}`)
      if (!isUnknown && !isRefused && !isCharacterError(error)) this.wrong.push(error)
    }
    const last = marks.at(-1)
    for (const mark of marks) this.ends.set(mark, mark === last ? end : 'refused')
  }

  async read(read: Promise<unknown>): Promise<void> {
    this.reads++
    await read.catch((error: unknown) => this.wrong.push(error))
  }
}

/** One call, of any kind. */
function callOf(client: CharacterClient, n: number, random: Random, told: Told): Promise<void> {
  const name = random.pick(NAMES)
  const mark = `m${n}`
  const mine = { personality: mark }
  switch (random.below(8)) {
    case 0:
      return told.read(client.getCharacter(name))
    case 1:
      return told.read(client.listCharacters({ limit: 5 }))
    case 2:
      return told.read(client.getCharacters(NAMES))
    case 3:
      return told.write([mark], () => client.createCharacter(luna({ name: mark, ...mine })))
    case 4:
      return told.write([mark], () => client.updateCharacter(name, mine))
    case 5:
    case 6: {
      return told.write([mark], async () => {
        const { version_number: expectedVersion } = await client.getCharacter(name)
        await client.updateCharacter(name, mine, { expectedVersion })
      })
    }
    default: {
      const marks: string[] = []
      return told.write(marks, () =>
        client.editCharacter(name, () => {
          const personality = `${mark}.${marks.length}`
          marks.push(personality)
          return { personality }
        }),
      )
    }
  }
}

/** How many versions hold each mark. */
async function marksOf(service: CharacterService): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for await (const { name } of service.iterateCharacters()) {
    let before: number | undefined
    do {
      const page = await service.listVersions(name, { limit: 1_000, before })
      for (const { personality } of page) {
        counts.set(personality, (counts.get(personality) ?? 0) + 1)
      }
      before = page.at(-1)?.version_number
    } while (before !== undefined && before > 1)
  }
  return counts
}

// Red when a write is sent again without If-Match, when one that is sent again takes a conflict for its
// own end, when a lost answer is called a failure, and when a read is not sent again.
test('through a proxy that loses answers no write is doubled, and none told wrongly', async () => {
  const random = seededRandom('calls through an unreliable proxy')
  const service = new CharacterService({ storage: memoryStorage() })
  for (const name of NAMES) await service.createCharacter(luna({ name }))
  const host = await listen(createNodeHandler(service, { authorize: 'public' }))
  const proxy = await unreliableProxy(host.origin, random)
  const told = new Told()
  let next = 0
  const work = async (): Promise<void> => {
    while (next < CALLS) {
      const n = next++
      const url = `${proxy.origin}/characters`
      const client = createCharacterClient({ url, headers: { 'x-call': `${n}` } })
      await callOf(client, n, random, told)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  await proxy.close()
  await host.close()
  const counts = await marksOf(service)
  expect(told.wrong).toEqual([])
  const faults = [...told.ends].filter(([mark, end]) => {
    const times = counts.get(mark) ?? 0
    return end === 'unknown' ? times > 1 : times !== (end === 'done' ? 1 : 0)
  })
  expect(faults).toEqual([])
  const ends = [...told.ends.values()]
  const tally = (['done', 'refused', 'unknown'] as const).map(
    (end) => `${ends.filter((one) => one === end).length} ${end}`,
  )
  figure('calls through an unreliable proxy', `${told.reads} reads, writes: ${tally.join(', ')}`)
  expect(ends.filter((end) => end === 'done').length).toBeGreaterThan(CALLS / 20)
  expect([...proxy.done.values()].every((count) => count > 0) && proxy.done.size).toBe(9)
}, 300_000)
