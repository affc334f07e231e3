import { expect, test } from 'vitest'
import { ClientWatch } from '../../../src/storage/mongo/client-watch.ts'
import { type ClientEvent, FakeMongoClient } from '../../support/fake-mongo-client.ts'
import { type ManualTimers, manualTimers } from '../../support/manual-timers.ts'
import { type Random, randomOf, seededRandom } from '../../support/random.ts'
import { figure, sized } from '../../support/sizes.ts'

const LIMITS = { answerMs: 10_000, graceMs: 5_000 }
const LIMIT_MS = LIMITS.answerMs + LIMITS.graceMs
const SERVERS = ['a:1', 'b:1', 'c:1']
const MAX_STEPS = 60
/** Longer than any pause or attempt of the watch. */
const AFTERWARDS_MS = 120_000

interface History {
  readonly trace: readonly ClientEvent[]
  /** When the watch began to revive the client. */
  readonly warnedAt: readonly number[]
}

/** What a client and its host do, at random: heartbeats of all kinds, servers, topologies. */
class Story {
  readonly timers: ManualTimers = manualTimers()
  readonly client: FakeMongoClient = new FakeMongoClient(this.timers)
  readonly warnedAt: number[] = []
  readonly #random: Random
  readonly #beating = new Set<string>()

  constructor(random: Random) {
    this.#random = random
    this.client.nextAttempt = () => ({
      ms: this.#moment(random.pick([1, 50, 20_000])),
      succeeds: random.next() < 0.7,
    })
    const warn = (): void => void this.warnedAt.push(this.timers.now)
    const logger = { debug: warn, info: warn, warn, error: warn }
    new ClientWatch(this.client, LIMITS, { logger, onRevive: undefined }, this.timers.start)
  }

  async run(): Promise<History> {
    const steps = 1 + this.#random.below(MAX_STEPS)
    for (let step = 0; step < steps; step++) {
      await this.timers.advance(this.#moment(this.#random.pick([10, 1_000, 4_000, 20_000])))
      this.client.asHost(() => this.#act())
    }
    await this.timers.advance(AFTERWARDS_MS)
    return { trace: this.client.trace, warnedAt: this.warnedAt }
  }

  /** A part of a millisecond keeps two things from being due at the very same moment. */
  #moment(upToMs: number): number {
    return (1 + this.#random.below(upToMs * 1_024)) / 1_024
  }

  #act(): void {
    const { client } = this
    const server = this.#random.pick(SERVERS)
    const dice = this.#random.next()
    if (client.state === 'closed') this.#beating.clear()
    // In a pause of the watch nothing tells that the host has closed it once more.
    if (client.state === 'closed' && dice < 0.5) client.connect().catch(() => {})
    else if (client.state !== 'closed' && dice < 0.03) client.close()
    if (client.state === 'closed' || dice < 0.1) return
    if (dice < 0.15) this.#remove(server)
    else if (!this.#beating.has(server) || dice < 0.2) this.#begin(server, dice)
    else if (dice < 0.6) this.#end(server, dice)
  }

  #begin(server: string, dice: number): void {
    this.#beating.add(server)
    this.client.begin(server, this.#random.pick([false, false, false, true, undefined]))
    // Most end soon; what is left open is slow, or stuck.
    if (dice > 0.5) this.#end(server, dice)
  }

  #end(server: string, dice: number): void {
    this.#beating.delete(server)
    if (dice < 0.4) this.client.succeed(server)
    else this.client.fail(server)
  }

  #remove(server: string): void {
    this.#beating.delete(server)
    this.client.remove(server)
  }
}

/** What the trace alone says: when the client had to be revived. */
function expectedRevivals(trace: readonly ClientEvent[]): number[] {
  const moments = trace.flatMap((event, index) => {
    if (event.kind !== 'serverHeartbeatStarted' || event.awaited !== false) return []
    const later = trace.slice(index + 1)
    const end = later.find((other) => ends(other, event.connectionId))
    const deadAt = event.at + LIMIT_MS
    const judgedAt = firstIdleMoment(trace, deadAt)
    return judgedAt <= (end?.at ?? Number.POSITIVE_INFINITY) ? [judgedAt] : []
  })
  return [...new Set(moments)].sort((a, b) => a - b)
}

function ends({ kind, connectionId, address }: ClientEvent, server: string | undefined): boolean {
  if (kind === 'topologyClosed') return true
  return (
    (kind.startsWith('serverHeartbeat') && connectionId === server) ||
    (kind === 'serverClosed' && address === server)
  )
}

/** The first moment from `at` on in which nobody is connecting; never, where that fails. */
function firstIdleMoment(trace: readonly ClientEvent[], at: number): number {
  const before = trace.filter((event) => event.at < at && isTurn(event)).at(-1)
  if (before?.kind !== 'topologyOpening') return at
  const next = trace.find((event) => event.at >= at && isTurn(event))
  return next?.kind === 'open' ? next.at : Number.POSITIVE_INFINITY
}

function isTurn({ kind }: ClientEvent): boolean {
  return ['topologyOpening', 'open', 'topologyClosed'].includes(kind)
}

// Red when an awaited heartbeat counts, when a server that was removed is waited for, when a client
// that connects is closed, when a second heartbeat does not take the place of the first, and when
// the death of a heartbeat is forgotten that came while the client was connecting.
test('a client is revived exactly where a polling heartbeat is dead', async () => {
  const histories = sized('histories of heartbeats', 10_000)
  const seeds = seededRandom('histories of heartbeats')
  let revived = 0
  let deferred = 0
  let still = 0
  for (let n = 0; n < histories; n++) {
    const seed = seeds.below(2 ** 31)
    const { trace, warnedAt } = await new Story(randomOf(seed)).run()
    const expected = expectedRevivals(trace)
    expect(warnedAt, `history of seed ${seed}`).toEqual(expected)
    const opened = new Set(trace.filter(({ kind }) => kind === 'open').map(({ at }) => at))
    revived += expected.length
    deferred += expected.filter((at) => opened.has(at)).length
    if (expected.length === 0) still++
  }
  figure(
    `${histories} histories of heartbeats`,
    `revived ${revived} times, each where a polling heartbeat was dead, ${deferred} of them as soon as the client had connected; never in ${still} histories`,
  )
  expect(revived).toBeGreaterThan(histories)
  expect(deferred).toBeGreaterThan(0)
  expect(still).toBeGreaterThan(histories / 20)
})
