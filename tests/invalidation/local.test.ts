import { expect, test } from 'vitest'
import { localInvalidation } from '../../src/invalidation/local.ts'
import { messageAbout, probe } from '../support/bus-probe.ts'

test('a message reaches every service after it was published', async () => {
  const bus = localInvalidation()
  const [a, b] = [await probe(bus), await probe(bus)]
  const publishing = bus.publish(messageAbout('luna'))
  expect([a.names, b.names]).toEqual([[], []])
  await publishing
  expect([a.names, b.names]).toEqual([['luna'], ['luna']])
})

test('a service that has left hears nothing more', async () => {
  const bus = localInvalidation()
  const [a, b] = [await probe(bus), await probe(bus)]
  await a.leave()
  await bus.publish(messageAbout('luna'))
  bus.cut()
  expect([a.names, a.gaps, b.names, b.gaps]).toEqual([[], [], ['luna'], [false]])
})

test('an outage loses messages, and is told at both ends, to those who join in it too', async () => {
  const bus = localInvalidation()
  const a = await probe(bus)
  const underway = bus.publish(messageAbout('luna'))
  bus.cut()
  bus.cut()
  const b = await probe(bus)
  await bus.publish(messageAbout('nova'))
  await underway
  bus.mend()
  bus.mend()
  await bus.publish(messageAbout('stella'))
  expect([a.names, b.names]).toEqual([['stella'], ['stella']])
  expect([a.gaps, b.gaps]).toEqual([
    [false, true],
    [false, true],
  ])
})

test('a service that throws disturbs no other', async () => {
  const bus = localInvalidation()
  const fail = (): never => {
    throw new Error('no')
  }
  await bus.subscribe(fail, fail)
  const { names, gaps } = await probe(bus)
  bus.cut()
  bus.mend()
  await bus.publish(messageAbout('luna'))
  expect([names, gaps]).toEqual([['luna'], [false, true]])
})
