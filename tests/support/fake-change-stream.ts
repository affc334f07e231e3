import type { WatchedCollection } from '../../src/invalidation/change-stream/bus.ts'
import { AWAIT_MS, type ChangeCursor } from '../../src/invalidation/change-stream/loop.ts'

type Event = { readonly [field: string]: unknown }

/** What a fake server does when it is asked to open a stream. */
export type Opening = 'opens' | 'hangs' | Error

type Outcome = { readonly event: Event | null } | { readonly error: unknown }

/**
 * A cursor that answers as MongoDB does: at once with what has happened, else after half a second
 * with nothing. Its first answer means that the stream is open.
 */
export class FakeCursor implements ChangeCursor {
  closed = false
  killed = false
  /** Whether it no longer answers at all. */
  isSilent = false
  asked = 0
  readonly #outcomes: Outcome[]
  #deliver: () => void = () => {}

  constructor(opening: Opening) {
    this.#outcomes = opening === 'opens' ? [{ event: null }] : []
    if (opening instanceof Error) this.#outcomes.push({ error: opening })
    this.isSilent = opening === 'hangs'
  }

  tryNext(): Promise<Event | null> {
    this.asked++
    return new Promise((resolve, reject) => {
      const idle = this.isSilent ? undefined : setTimeout(() => this.answer(null), AWAIT_MS)
      this.#deliver = () => {
        const outcome = this.#outcomes.shift()
        if (outcome === undefined) return
        clearTimeout(idle)
        this.#deliver = () => {}
        if ('error' in outcome) reject(outcome.error)
        else resolve(outcome.event)
      }
      this.#deliver()
    })
  }

  async close(): Promise<void> {
    this.closed = true
    this.fail(new Error('cursor is closed'))
  }

  /** Answers what was asked, or is asked next. */
  answer(event: Event | null): void {
    this.#outcomes.push({ event })
    this.#deliver()
  }

  /** Fails what was asked, or is asked next. */
  fail(error: unknown): void {
    this.#outcomes.push({ error })
    this.#deliver()
  }
}

/** A collection whose change streams a test drives. */
export class FakeCollection implements WatchedCollection {
  readonly collectionName: string = 'characters'
  readonly namespace: string = 'app.characters'
  /** Every stream that was asked for, the newest last. */
  readonly cursors: FakeCursor[] = []
  readonly pipelines: object[][] = []
  opening: Opening = 'opens'

  aggregate(pipeline: object[]): FakeCursor {
    const cursor = new FakeCursor(this.opening)
    this.pipelines.push(pipeline)
    this.cursors.push(cursor)
    return cursor
  }

  /** The stream that is open now. */
  get cursor(): FakeCursor {
    const cursor = this.cursors.at(-1)
    if (cursor === undefined) throw new Error('no stream was opened')
    return cursor
  }
}

/** What MongoDB says when the resume point has left its history. */
export function lostHistory(): Error {
  return Object.assign(new Error('Resume of change stream was not possible'), { code: 286 })
}

/** What a standalone says. */
export function noChangeStreams(): Error {
  const text = 'The $changeStream stage is only supported on replica sets'
  return Object.assign(new Error(text), { code: 40573 })
}
