import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RedisPublisher } from '../../../src/invalidation/redis/clients.ts'
import { RedisOutbox } from '../../../src/invalidation/redis/outbox.ts'
import { fromText } from '../../../src/invalidation/redis/wire-message.ts'
import { messageAbout } from '../../support/bus-probe.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A client that is ready, refuses or hangs as a test says. */
class FakePublisher implements RedisPublisher {
  isReady = true
  mode: 'sends' | 'refuses' | 'hangs' = 'sends'
  readonly sent: (string | null)[] = []
  readonly texts: string[] = []
  attempts = 0
  #onReady: (() => void)[] = []
  #release: (() => void)[] = []

  async publish(_channel: string, text: string): Promise<void> {
    this.attempts++
    if (this.mode === 'refuses') throw new Error('NOPERM')
    if (this.mode === 'hangs') await new Promise<void>((resolve) => this.#release.push(resolve))
    this.texts.push(text)
    this.sent.push(fromText(text)?.name ?? null)
  }

  once(_event: string, listener: () => void): void {
    this.#onReady.push(listener)
  }

  get listeners(): number {
    return this.#onReady.length
  }

  becomeReady(): void {
    this.isReady = true
    for (const listener of this.#onReady.splice(0)) listener()
  }

  release(): void {
    this.mode = 'sends'
    for (const resolve of this.#release.splice(0)) resolve()
  }
}

function start(): { readonly publisher: FakePublisher; readonly outbox: RedisOutbox } {
  const publisher = new FakePublisher()
  return { publisher, outbox: new RedisOutbox(publisher, 'channel') }
}

test('what could not be sent is sent as soon as the client is ready', async () => {
  const { publisher, outbox } = start()
  publisher.isReady = false
  for (const name of ['a', 'b', 'c']) await outbox.publish(messageAbout(name))
  expect([publisher.attempts, publisher.listeners]).toEqual([0, 1])
  publisher.becomeReady()
  await vi.advanceTimersByTimeAsync(0)
  expect(publisher.sent).toEqual(['a', 'b', 'c'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect([publisher.attempts, vi.getTimerCount()]).toEqual([3, 0])
})

test('what is being sent is not sent a second time, however long that takes', async () => {
  const { publisher, outbox } = start()
  publisher.isReady = false
  await outbox.publish(messageAbout('a'))
  publisher.mode = 'hangs'
  publisher.becomeReady()
  await vi.advanceTimersByTimeAsync(10_000)
  publisher.release()
  await vi.advanceTimersByTimeAsync(10_000)
  expect([publisher.attempts, publisher.sent]).toEqual([1, ['a']])
})

test('a refused message is told of, and tried again each second', async () => {
  const { publisher, outbox } = start()
  publisher.mode = 'refuses'
  await expect(outbox.publish(messageAbout('a'))).rejects.toThrow('NOPERM')
  await expect(outbox.publish(messageAbout('b'))).rejects.toThrow('NOPERM')
  await vi.advanceTimersByTimeAsync(3_000)
  expect(publisher.attempts).toBe(5)
  publisher.mode = 'sends'
  await vi.advanceTimersByTimeAsync(1_000)
  expect(publisher.sent).toEqual(['a', 'b'])
})

test('two unsent messages of a name become one that every entry is older than', async () => {
  const { publisher, outbox } = start()
  publisher.isReady = false
  await outbox.publish(messageAbout('a', { id: 'x', version: 8, write_id: 'w8' }))
  await outbox.publish(messageAbout('a', { id: 'x', version: 7, write_id: 'w7' }))
  publisher.becomeReady()
  await vi.advanceTimersByTimeAsync(0)
  expect(publisher.texts.map(fromText)).toEqual([messageAbout('a', { origin: null })])
})

test('more than 1,000 unsent names become one message for every name', async () => {
  const { publisher, outbox } = start()
  publisher.isReady = false
  for (let n = 0; n < 5_000; n++) await outbox.publish(messageAbout(`c${n}`))
  publisher.becomeReady()
  await vi.advanceTimersByTimeAsync(0)
  expect(publisher.texts.map(fromText)).toEqual([messageAbout(null, { origin: null })])
})

test('a message for every name replaces the others', async () => {
  const { publisher, outbox } = start()
  publisher.isReady = false
  for (const name of ['a', null, 'b']) await outbox.publish(messageAbout(name))
  publisher.becomeReady()
  await vi.advanceTimersByTimeAsync(0)
  expect(publisher.sent).toEqual([null])
})

test('a server that hangs is given at most 1,000 messages', async () => {
  const { publisher, outbox } = start()
  publisher.mode = 'hangs'
  const publishing = Array.from({ length: 1_500 }, (_, n) => outbox.publish(messageAbout(`c${n}`)))
  expect(publisher.attempts).toBe(1_000)
  publisher.release()
  await Promise.all(publishing)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(new Set(publisher.sent).size).toBe(1_500)
})

test('what is published while the rest is being sent is not lost', async () => {
  const { publisher, outbox } = start()
  publisher.isReady = false
  await outbox.publish(messageAbout('a', { version: 1 }))
  publisher.mode = 'hangs'
  publisher.becomeReady()
  await vi.advanceTimersByTimeAsync(0)
  publisher.isReady = false
  await outbox.publish(messageAbout('a', { version: 2 }))
  publisher.release()
  publisher.becomeReady()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(publisher.texts.map(fromText)).toContainEqual(messageAbout('a', { origin: null }))
})
