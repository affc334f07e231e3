import type { Collection } from 'mongodb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { describeWithMongo, mongoUri, type OpenMongo, openMongo } from './mongo.ts'
import { startProxy, type TcpProxy } from './tcp-proxy.ts'

describeWithMongo('a proxy before the server', () => {
  let proxy: TcpProxy
  let mongo: OpenMongo
  let direct: OpenMongo
  let things: Collection
  let seen: Collection

  beforeEach(async () => {
    proxy = await startProxy(mongoUri() ?? '')
    mongo = await openMongo({ retryWrites: false, retryReads: false }, proxy.uri)
    direct = await openMongo()
    const db = mongo.db()
    things = db.collection('things')
    seen = direct.client.db(db.databaseName).collection('things')
  })

  afterEach(async () => {
    proxy.resume()
    await mongo.close()
    await direct.close()
    await proxy.stop()
  })

  test('counts the commands of a test and none of the driver', async () => {
    await things.insertMany([{ n: 1 }, { n: 2 }])
    await things.updateOne({ n: 1 }, { $set: { n: 3 } })
    await mongo.client.db('admin').command({ ping: 1 })
    await things.findOne({ n: 3 })
    expect(proxy.requests.map(({ command }) => command)).toEqual(['insert', 'update', 'find'])
    expect(proxy.requests[0]?.body.documents).toMatchObject([{ n: 1 }, { n: 2 }])
    expect(proxy.requests[1]?.body.updates).toMatchObject([{ q: { n: 1 } }])
  })

  test('drops the reply of the n-th request after the server applied it', async () => {
    const dropped = proxy.dropReply(2)
    await things.insertOne({ n: 1 })
    await expect(things.insertOne({ n: 2 })).rejects.toThrow('connection')
    expect(await dropped).toMatchObject({ n: 2, command: 'insert' })
    expect(await seen.countDocuments()).toBe(2)
    await things.insertOne({ n: 3 })
    expect(await seen.countDocuments()).toBe(3)
  })

  test('drops the reply of the first request that a predicate takes', async () => {
    const dropped = proxy.dropReply(({ command }) => command === 'update')
    await things.insertOne({ n: 1 })
    await expect(things.updateOne({ n: 1 }, { $set: { n: 2 } })).rejects.toThrow('connection')
    await dropped
    expect(await seen.findOne()).toMatchObject({ n: 2 })
  })

  test('hangs without closing, and goes on where it stopped', async () => {
    await things.insertOne({ n: 1 })
    proxy.hang()
    const late = things.insertOne({ n: 2 })
    const signal = AbortSignal.timeout(100)
    await expect(things.findOne({}, { signal })).rejects.toThrow(/aborted|timed out/i)
    expect(await seen.countDocuments()).toBe(1)
    proxy.resume()
    await late
    expect(await seen.countDocuments()).toBe(2)
  })

  test('lets requests through while replies hang', async () => {
    await things.insertOne({ n: 1 })
    proxy.hang('replies')
    const order: string[] = []
    const late = things.insertOne({ n: 2 }).then(() => order.push('answered'))
    await vi.waitFor(async () => expect(await seen.countDocuments()).toBe(2))
    order.push('applied')
    proxy.resume()
    await late
    expect(order).toEqual(['applied', 'answered'])
  })

  test('cuts what is connected and takes new connections', async () => {
    proxy.hang()
    const cutOff = expect(things.insertOne({ n: 1 })).rejects.toThrow('connection')
    // The request is on its way when the socket of the proxy has it; cutting sooner is as good.
    proxy.cut()
    proxy.resume()
    await cutOff
    await things.insertOne({ n: 2 })
    expect(await seen.countDocuments({ n: 2 })).toBe(1)
  })
})
