import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { MongoClient } from 'mongodb'
import { afterEach, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { snippetsOf } from '../package/snippets.ts'
import { luna } from '../support/characters.ts'
import type { Mark } from '../support/fleet-worker.ts'
import { auditWrites } from '../support/ledger.ts'
import { describeWithOwnMongo } from '../support/mongo.ts'
import { startMongo } from '../support/mongo-server.ts'
import { freePort } from '../support/redis-server.ts'
import { figure, sized } from '../support/sizes.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CLIENTS = 16
const NAMES = ['luna', 'nova', 'selene', 'vega']
const API_KEY = 'of this test'
const MAX_MS = 10_000

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** The first program of docs/running.md, as a file where the sources are `dramatis`. */
async function writeProgram(): Promise<string> {
  const [program] = snippetsOf(await readFile(`${ROOT}docs/running.md`, 'utf8'), ['ts'])
  expect(program?.code).toContain("process.once('SIGTERM'")
  await mkdir(`${ROOT}.cache`, { recursive: true })
  const file = `${ROOT}.cache/running-${process.pid}.mts`
  await writeFile(file, program?.code ?? '')
  cleanups.push(() => rm(file))
  return file
}

interface Answer {
  readonly status: number
  readonly version: number
}

/** Clients as a load balancer is one: they keep connections, and go elsewhere once health is 503. */
class Load {
  readonly marks: Mark[] = []
  readonly cutOff: string[] = []
  answered = 0
  readonly #port: number
  readonly #agent = new Agent({ keepAlive: true })
  #isOver = false
  #last = 0

  constructor(port: number) {
    this.#port = port
  }

  async health(): Promise<number> {
    const answer = await this.#send('GET', '/-/health').catch(() => undefined)
    return answer?.status ?? 0
  }

  /** Sends until health has said three times that the process is leaving. */
  async run(): Promise<void> {
    const clients = Array.from({ length: CLIENTS }, (_, n) => this.#client(n))
    for (let refusals = 0; refusals < 3; await delay(300)) {
      if ((await this.health()) !== 200) refusals++
    }
    this.#isOver = true
    await Promise.all(clients)
    this.#agent.destroy()
  }

  async #client(n: number): Promise<void> {
    const name = NAMES[n % NAMES.length] ?? ''
    while (!this.#isOver) {
      const text = `write ${++this.#last}`
      try {
        const { status, version } = await this.#send('PUT', `/${name}`, { personality: text })
        this.answered++
        if (status === 200) this.marks.push({ name, version, text, at: 0 })
        else this.cutOff.push(`status ${status}`)
      } catch (error) {
        this.cutOff.push(String(error))
      }
    }
  }

  async #send(method: string, path: string, json?: object): Promise<Answer> {
    const body = json && JSON.stringify(json)
    const headers = {
      'x-api-key': API_KEY,
      ...(body && { 'content-type': 'application/json', 'content-length': body.length }),
    }
    const url = `http://127.0.0.1:${this.#port}/characters${path}`
    const sent = request(url, { method, headers, agent: this.#agent })
    sent.end(body)
    const [response] = await once(sent, 'response')
    let text = ''
    for await (const chunk of response) text += chunk
    const { version_number: version = 0 } = text === '' ? {} : JSON.parse(text)
    return { status: response.statusCode, version }
  }
}

describeWithOwnMongo('a server that is stopped as docs/running.md says', () => {
  // Red when the server is closed at once: clients that keep connections are then cut off.
  test('loses no acknowledged write, cuts no answer off, and is gone in time', async () => {
    const stops = sized('stops under load', 10, 2)
    const file = await writeProgram()
    const mongo = await startMongo()
    cleanups.push(() => mongo.stop())
    const client = await new MongoClient(mongo.uri).connect()
    cleanups.push(() => client.close())
    const storage = mongoStorage(client.db('app'))
    const service = new CharacterService({ storage, cacheTtlMs: 0 })
    for (const name of NAMES) await service.createCharacter(luna({ name }))

    let [answered, longestMs] = [0, 0]
    for (let stop = 0; stop < stops; stop++) {
      const port = await freePort()
      const env = { ...process.env, API_KEY, MONGODB_URI: mongo.uri, PORT: String(port) }
      const args = ['--import', 'tsx', file]
      const settings = { cwd: ROOT, env: { ...env, TSX_TSCONFIG_PATH: 'tsconfig.tests.json' } }
      const server = spawn(process.execPath, args, { ...settings, stdio: 'inherit' })
      cleanups.push(() => server.kill('SIGKILL'))
      const load = new Load(port)
      while ((await load.health()) !== 200) await delay(50)
      const running = load.run()
      while (load.answered < CLIENTS * 4) await delay(10)
      const since = performance.now()
      server.kill('SIGTERM')
      const [code] = await once(server, 'exit')
      longestMs = Math.max(longestMs, performance.now() - since)
      await running
      expect([code, load.cutOff]).toEqual([0, []])
      // Texts come again with each server: what this one acknowledged is looked up now.
      const { lost, gaps } = await auditWrites(service, NAMES, load.marks)
      expect([lost, gaps]).toEqual([0, 0])
      answered += load.answered
    }
    figure(
      `${stops} stops by SIGTERM under load`,
      `${answered} writes acknowledged and there, 0 answers cut off, gone after ${longestMs.toFixed(0)} ms at most`,
    )
    expect(longestMs).toBeLessThan(MAX_MS)
  }, 300_000)
})
