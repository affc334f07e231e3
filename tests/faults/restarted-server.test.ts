import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { luna } from '../support/characters.ts'
import { codeOf } from '../support/error-codes.ts'
import { describeWithOwnMongo, openMongo } from '../support/mongo.ts'
import { startMongo } from '../support/mongo-server.ts'
import { figure, sized } from '../support/sizes.ts'
import { completeHistory } from './history.ts'

const NAMES = ['luna', 'nova', 'selene']
const WRITERS_EACH = 3
const TIMEOUT_MS = 1_000
const STUCK_MS = 60_000

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** Updates without a pause, and writes down what was acknowledged and what failed how. */
class Load {
  readonly marks = new Map<string, string[]>(NAMES.map((name) => [name, []]))
  readonly failures: { readonly code: string; readonly ms: number }[] = []
  acknowledged = 0
  readonly #service: CharacterService
  readonly #writers: Promise<unknown>
  #isOver = false
  #last = 0
  #waiting: (() => boolean)[] = []

  constructor(service: CharacterService) {
    this.#service = service
    const names = NAMES.flatMap((name) => Array.from({ length: WRITERS_EACH }, () => name))
    this.#writers = Promise.all(names.map((name) => this.#write(name)))
  }

  /** Settles after so many further acknowledgements and failures. */
  async progress(acknowledged: number, failed: number): Promise<void> {
    const [a, f] = [this.acknowledged + acknowledged, this.failures.length + failed]
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve, reject) => {
      const stuck = `after ${this.acknowledged} updates and ${this.failures.length} failures`
      timer = setTimeout(() => reject(new Error(`no progress ${stuck}`)), STUCK_MS)
      this.#waiting.push(() => {
        const isThere = this.acknowledged >= a && this.failures.length >= f
        if (isThere) resolve()
        return !isThere
      })
    })
    clearTimeout(timer)
  }

  async end(): Promise<void> {
    this.#isOver = true
    await this.#writers
  }

  async #write(name: string): Promise<void> {
    while (!this.#isOver) {
      const mark = String.fromCodePoint(0x4e00 + (this.#last++ % 20_000))
      const since = performance.now()
      try {
        await this.#service.editCharacter(name, ({ personality }) => ({
          personality: personality + mark,
        }))
        this.acknowledged++
        this.marks.get(name)?.push(mark)
      } catch (error) {
        this.failures.push({ code: codeOf(error), ms: performance.now() - since })
      }
      this.#waiting = this.#waiting.filter((check) => check())
    }
  }
}

describeWithOwnMongo('a server that is stopped and started again under load', () => {
  // Red when a call that fails keeps its turn in the queue: nothing is acknowledged any more.
  test('costs no version and no acknowledged update, and nobody has to help', async () => {
    const restarts = sized('restarts of the server', 20, 3)
    const directory = await mkdtemp(join(tmpdir(), 'dramatis-restarts-'))
    cleanups.push(() => rm(directory, { recursive: true }))
    const h2File = join(directory, 'data.h2')
    let server = await startMongo({ h2File })
    cleanups.push(() => server.stop())
    const mongo = await openMongo({}, server.uri)
    cleanups.push(() => mongo.close())
    const storage = mongoStorage(mongo.client.db('restarts'))
    const service = new CharacterService({ storage, timeoutMs: TIMEOUT_MS })
    for (const name of NAMES) await service.createCharacter(luna({ name, personality: '>' }))

    const load = new Load(service)
    for (let restart = 0; restart < restarts; restart++) {
      await load.progress(30, 0)
      await server.stop()
      await load.progress(0, NAMES.length * WRITERS_EACH)
      server = await startMongo({ h2File, port: server.port })
    }
    await load.progress(30, 0)
    await load.end()

    const codes = new Set(load.failures.map(({ code }) => code))
    const longest = Math.max(...load.failures.map(({ ms }) => ms))
    let versions = 0
    for (const name of NAMES) {
      const history = await completeHistory(service, name)
      const last = history.at(-1)?.personality ?? ''
      for (const mark of load.marks.get(name) ?? []) expect(last).toContain(mark)
      expect(new Set(last).size).toBe(last.length)
      for (const { version_number, personality } of history) {
        expect(personality).toBe(last.slice(0, version_number))
      }
      const next = await service.updateCharacter(name, { personality: 'calm' })
      expect(next.version_number).toBe(history.length + 1)
      versions += history.length
    }
    figure(
      `${restarts} restarts of the server under load`,
      `${load.acknowledged} updates acknowledged and there, ${versions} versions without a gap, ` +
        `${load.failures.length} calls failed with ${[...codes]}, ` +
        `the slowest after ${longest.toFixed(0)} of ${TIMEOUT_MS} ms`,
    )
    expect([...codes]).toEqual(['CHARACTER_STORAGE'])
    expect(longest).toBeLessThan(TIMEOUT_MS * 1.5)
  }, 600_000)
})
