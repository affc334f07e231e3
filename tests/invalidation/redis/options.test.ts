import { expect, test } from 'vitest'
import { redisInvalidation } from '../../../src/invalidation/redis/bus.ts'

const methods = { publish() {}, subscribe() {}, unsubscribe() {}, once() {}, on() {}, off() {} }
const nodeRedis = { ...methods, isReady: true }
const ioRedis = { ...methods, status: 'ready' }

function refused(options: unknown): () => unknown {
  return () => Reflect.apply(redisInvalidation, undefined, [options])
}

test('takes clients of either kind, and any publisher beside them', () => {
  expect(refused({ publisher: nodeRedis, subscriber: ioRedis })).not.toThrow()
  expect(refused({ publisher: methods, subscriber: nodeRedis, channel: 'c' })).not.toThrow()
})

test('refuses what is no client, saying what it got', () => {
  expect(refused(undefined)).toThrow(/options must be an object, got undefined/)
  expect(refused({ publisher: nodeRedis })).toThrow(/subscriber must be a client .*, got undefined/)
  expect(refused({ subscriber: nodeRedis })).toThrow(/publisher must be a client .*, got undefined/)
  const promise = Promise.resolve(nodeRedis)
  expect(refused({ publisher: promise, subscriber: nodeRedis })).toThrow(
    /a promise: await it first/,
  )
  class OldClient {}
  const old = Object.assign(new OldClient(), methods, { connected: true })
  expect(refused({ publisher: nodeRedis, subscriber: old })).toThrow(/, got .*OldClient/)
})

test('refuses one client for both: a client that listens cannot send', () => {
  expect(refused({ publisher: ioRedis, subscriber: ioRedis })).toThrow(/publisher\.duplicate\(\)/)
})

test('refuses a cluster client that listens: its reconnects are hidden', () => {
  const cluster = { ...ioRedis, isCluster: true }
  expect(refused({ publisher: cluster, subscriber: cluster })).toThrow(/of a single node/)
  expect(refused({ publisher: cluster, subscriber: ioRedis })).not.toThrow()
})

test('refuses a channel without a name', () => {
  for (const channel of ['', 7, null]) {
    expect(refused({ publisher: nodeRedis, subscriber: ioRedis, channel })).toThrow(
      /channel must be a non-empty string/,
    )
  }
})
