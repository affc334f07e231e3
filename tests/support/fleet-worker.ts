import { setTimeout as delay } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { isCharacterError } from '../../src/errors.ts'
import { changeStreamInvalidation } from '../../src/invalidation/change-stream/bus.ts'
import type { InvalidationBus } from '../../src/invalidation/invalidation-bus.ts'
import { redisInvalidation } from '../../src/invalidation/redis/bus.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { ServiceStats } from '../../src/service/service-stats.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { watchMongoClient } from '../../src/storage/mongo/watch-client.ts'
import { type ClientSockets, clientSockets, cutAsHeartbeatBegins } from './client-sockets.ts'
import { heapBytes } from './heap.ts'
import { mixedCall } from './mixed-call.ts'
import { type RedisKind, redisClient } from './redis-clients.ts'

/** What the processes of a fleet share. */
export interface FleetSettings {
  readonly mongoUri: string
  readonly database: string
  readonly names: readonly string[]
  /** Redis, or the server whose change streams are followed (another address of the same one). */
  readonly bus:
    | { readonly redisUrl: string; readonly kind: RedisKind }
    | { readonly streamUri: string }
  /** Watches the clients of MongoDB, with this grace. */
  readonly graceMs?: number | undefined
  /** That of the service. */
  readonly timeoutMs?: number | undefined
  /** How many write at once under load: 1 without it. */
  readonly lanes?: number | undefined
  /** Calls of every kind under load, and not updates alone. */
  readonly isMixed?: boolean | undefined
}

/** A version of a name, and when it was acknowledged or first seen, in ms since the epoch. */
export interface Mark {
  readonly name: string
  readonly version: number
  readonly at: number
  /** What was written; no two writes have the same. */
  readonly text?: string | undefined
}

/** What a process has to tell. */
export interface FleetReport {
  /** Versions that were seen since the last report, each when it was first read. */
  readonly seen: readonly Mark[]
  /** Reads that showed an older version than the last one seen here. */
  readonly older: number
  readonly reads: number
  /** Reads that failed as the storage did. */
  readonly failedReads: number
  /** How often a client was connected anew. */
  readonly revivals: number
  /** After all garbage is gone. */
  readonly heapBytes: number
  readonly unhandled: readonly string[]
  readonly stats: ServiceStats
}

/** What a process of a fleet does when told to. */
export interface WorkerApi {
  /** Settles when the service keeps what it reads. */
  join(): Promise<void>
  /** Reads every name, over and over, from now on. */
  watch(): Promise<void>
  /** Writes so often, over all names; gives what was acknowledged. */
  write(count: number): Promise<Mark[]>
  /** Writes without pause, until `unload`, which tells what was acknowledged and what failed. */
  load(): Promise<void>
  unload(): Promise<{ readonly marks: Mark[]; readonly failures: string[] }>
  /** Tries to write until that is acknowledged; gives how many ms it took. */
  serve(): Promise<number>
  /** Closes all its connections to MongoDB between the beginning of a heartbeat and its writing. */
  cutInHeartbeat(): Promise<void>
  /** The versions of all names as the service shows them now. */
  readAll(): Promise<number[]>
  report(): Promise<FleetReport>
  /** How often the bus told that it is back. */
  countBacks(): Promise<number>
  close(): Promise<void>
}

/** One call to a process. */
export interface FleetCommand {
  readonly id: number
  readonly method: keyof WorkerApi
  readonly argument?: number | undefined
}

const WRITERS = 2

class Worker implements WorkerApi {
  readonly #settings: FleetSettings
  readonly #sockets: ClientSockets
  readonly #client: MongoClient
  readonly #service: CharacterService
  readonly #closing: (() => Promise<unknown>)[] = []
  readonly #seen: Mark[] = []
  readonly #newest = new Map<string, number>()
  readonly unhandled: string[] = []
  readonly #counts = { older: 0, reads: 0, failedReads: 0, revivals: 0 }
  #backs = 0
  #writes = 0
  #isWatching = false
  #isLoaded = false
  #loading: Promise<{ marks: Mark[]; failures: string[] }> = Promise.resolve({
    marks: [],
    failures: [],
  })

  constructor(settings: FleetSettings) {
    this.#settings = settings
    this.#sockets = clientSockets(Number(new URL(settings.mongoUri).port))
    this.#client = this.#connect(settings.mongoUri)
    this.#service = new CharacterService({
      storage: mongoStorage(this.#client.db(settings.database)),
      invalidation: this.#watched(this.#bus()),
      timeoutMs: settings.timeoutMs,
    })
  }

  #connect(uri: string): MongoClient {
    const client = new MongoClient(uri)
    const { graceMs } = this.#settings
    const onRevive = (): void => {
      this.#counts.revivals++
    }
    const watch =
      graceMs === undefined ? undefined : watchMongoClient(client, { graceMs, onRevive })
    this.#closing.push(() => {
      watch?.stop()
      return client.close()
    })
    return client
  }

  #watched(bus: InvalidationBus): InvalidationBus {
    return {
      publish: (message) => bus.publish(message),
      subscribe: (onMessage, onGap) =>
        bus.subscribe(onMessage, (connected) => {
          if (connected) this.#backs++
          onGap(connected)
        }),
    }
  }

  #bus(): InvalidationBus {
    const { bus, database } = this.#settings
    if ('redisUrl' in bus) {
      const [a, b] = [redisClient(bus.kind, bus.redisUrl), redisClient(bus.kind, bus.redisUrl)]
      this.#closing.push(a.close, b.close)
      return redisInvalidation({ publisher: a.client, subscriber: b.client })
    }
    const client = this.#connect(bus.streamUri)
    return changeStreamInvalidation(client.db(database).collection('characters'))
  }

  async join(): Promise<void> {
    while (this.#service.stats().entries === 0) {
      await this.readAll()
      await delay(5)
    }
  }

  async watch(): Promise<void> {
    this.#isWatching = true
    const run = async (): Promise<void> => {
      while (this.#isWatching) {
        await this.readAll().catch((error: unknown) => {
          if (!isCharacterError(error, 'CHARACTER_STORAGE')) throw error
          this.#counts.failedReads++
        })
        await delay(5)
      }
    }
    run().catch((error: unknown) => this.unhandled.push(String(error)))
  }

  async write(count: number): Promise<Mark[]> {
    const marks: Mark[] = []
    let left = count
    const writer = async (): Promise<void> => {
      while (left-- > 0) marks.push(await this.#writeOnce())
    }
    await Promise.all(Array.from({ length: WRITERS }, writer))
    return marks
  }

  async load(): Promise<void> {
    this.#isLoaded = true
    this.#loading = this.#load()
  }

  async unload(): Promise<{ marks: Mark[]; failures: string[] }> {
    this.#isLoaded = false
    return this.#loading
  }

  async #load(): Promise<{ marks: Mark[]; failures: string[] }> {
    const marks: Mark[] = []
    const failures: string[] = []
    const lane = async (): Promise<void> => {
      while (this.#isLoaded) {
        try {
          if (this.#settings.isMixed && Math.random() < 0.3) await mixedCall(this.#service)
          marks.push(await this.#writeOnce())
        } catch (error) {
          failures.push(String(error))
        }
        await delay(5)
      }
    }
    await Promise.all(Array.from({ length: this.#settings.lanes ?? 1 }, lane))
    return { marks, failures }
  }

  async serve(): Promise<number> {
    const since = performance.now()
    for (;;) {
      try {
        await this.#writeOnce()
        return performance.now() - since
      } catch {
        await delay(5)
      }
    }
  }

  async #writeOnce(): Promise<Mark> {
    const { names } = this.#settings
    const name = names[Math.floor(Math.random() * names.length)] ?? ''
    const text = `write ${++this.#writes} of ${process.pid}`
    const patch = { personality: text }
    const { version_number: version } = await this.#service.updateCharacter(name, patch)
    const mark: Mark = { name, version, at: now(), text }
    process.send?.({ mark })
    return mark
  }

  cutInHeartbeat(): Promise<void> {
    return cutAsHeartbeatBegins(this.#client, this.#sockets)
  }

  async readAll(): Promise<number[]> {
    return Promise.all(this.#settings.names.map((name) => this.#read(name)))
  }

  async #read(name: string): Promise<number> {
    const before = this.#newest.get(name) ?? 0
    const { version_number: version } = await this.#service.getCharacter(name)
    this.#counts.reads++
    // What was seen before this read began: a read that began before may show less.
    if (version < before) this.#counts.older++
    if (version > (this.#newest.get(name) ?? 0)) {
      this.#newest.set(name, version)
      this.#seen.push({ name, version, at: now() })
    }
    return version
  }

  async report(): Promise<FleetReport> {
    return {
      seen: this.#seen.splice(0),
      ...this.#counts,
      heapBytes: heapBytes(),
      unhandled: this.unhandled,
      stats: this.#service.stats(),
    }
  }

  async countBacks(): Promise<number> {
    return this.#backs
  }

  async close(): Promise<void> {
    this.#isWatching = false
    this.#isLoaded = false
    await this.#loading
    await this.#service.close()
    for (const close of this.#closing) await close()
  }
}

function now(): number {
  return performance.timeOrigin + performance.now()
}

const worker = new Worker(JSON.parse(String(process.argv[2])) as FleetSettings)
process.on('unhandledRejection', (reason) => worker.unhandled.push(String(reason)))
// A closed service holds nothing open, so the process ends; one whose test is gone must, too.
process.on('disconnect', () => setTimeout(() => process.exit(1), 5_000).unref())
process.on('message', ({ id, method, argument }: FleetCommand) => {
  worker[method](argument as number).then(
    (value: unknown) => process.send?.({ id, value }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  )
})
