import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CharacterCreate } from '../../src/model/character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { syncCharacters } from '../../src/sync/sync-characters.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { describeWithMongo, mongoUri, type OpenMongo, openMongo } from '../support/mongo.ts'
import { seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'
import { cast } from './kit.ts'

const COUNT = 12

/** As the characters are wanted: four as they are, four changed, four new; two strangers go. */
const wanted = (): CharacterCreate[] =>
  cast(COUNT).map((one, index) => (index % 3 === 1 ? { ...one, traits: ['changed'] } : one))

async function prepare(storage: CharacterStorage): Promise<void> {
  const service = new CharacterService({ storage })
  const [stay, drift] = [
    cast(COUNT).filter((_, i) => i % 3 === 0),
    cast(COUNT).filter((_, i) => i % 3 === 1),
  ]
  for (const one of [...stay, ...drift]) await service.createCharacter(one)
  for (const name of ['stranger', 'zebra']) await service.createCharacter(luna({ name }))
}

/** The desired state, and one version for each drift. */
async function expectDone(storage: CharacterStorage): Promise<void> {
  const service = new CharacterService({ storage })
  const stored = await service.listCharacters()
  expect(stored).toHaveLength(COUNT)
  for (const character of wanted()) {
    const { version_number, traits } = await service.getCharacter(character.name)
    expect(traits).toEqual(character.traits)
    expect([character.name, version_number]).toEqual([
      character.name,
      traits[0] === 'changed' ? 2 : 1,
    ])
  }
  const again = await syncCharacters(service, wanted(), { prune: true })
  expect(again).toMatchObject({ unchanged: COUNT, changes: [], failed: [] })
}

test.each(['failBefore', 'failAfter'] as const)(
  'cut off at every storage call (%s) and run again, it is done once',
  async (fault) => {
    // Red when a difference is written without looking at what is stored by now.
    for (let call = 1; call <= 60; call++) {
      const storage = faultyStorage(memoryStorage())
      await prepare(storage)
      storage.reset()
      const controller = new AbortController()
      storage[fault]('any', call, new Error('cut off'))
      const cut = syncCharacters(new CharacterService({ storage, timeoutMs: 50 }), wanted(), {
        prune: true,
        concurrency: 3,
        signal: controller.signal,
        onProgress: ({ action }) => {
          if (action === 'failed') controller.abort()
        },
      })
      await cut.catch(() => {})
      storage.reset()
      await syncCharacters(new CharacterService({ storage }), wanted(), { prune: true })
      await expectDone(storage)
    }
  },
)

describeWithMongo('a process that syncs', () => {
  let mongo: OpenMongo
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())

  const kills = sized('killed syncs', 50, 5)

  test(
    'is killed at any moment and run again: it is done once',
    async () => {
      // Red when what was written before the end is written again.
      const random = seededRandom('killed syncs')
      let done = 0
      for (let round = 0; round < kills; round++) {
        const db = mongo.db()
        const storage = mongoStorage(db)
        await storage.ensureIndexes()
        await prepare(storage)
        done += await killedAfter(random.below(14), db.databaseName)
        await syncCharacters(new CharacterService({ storage }), wanted(), { prune: true })
        await expectDone(storage)
      }
      figure('killed syncs', `${kills} processes, ${done} characters done before they ended`)
    },
    kills * 10_000,
  )

  /** Runs the sync in a process of its own, which is killed when it has told of so many. */
  async function killedAfter(count: number, database: string): Promise<number> {
    const script = fileURLToPath(new URL('./sync-process.ts', import.meta.url))
    const given = [mongoUri() ?? '', database, JSON.stringify(wanted())]
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...given], { stdio: 'pipe' })
    let done = 0
    child.stdout.on('data', (text: Buffer) => {
      done += [...text.toString()].filter((sign) => sign === '.').length
      if (done >= count) child.kill('SIGKILL')
    })
    let complaints = ''
    child.stderr.on('data', (text: Buffer) => {
      complaints += text
    })
    await once(child, 'close')
    expect(complaints).toBe('')
    return done
  }
})
