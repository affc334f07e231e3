import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { describeWithMongo, describeWithOwnMongo, mongoUri, openMongo } from './mongo.ts'
import { type MongoServer, startMongo } from './mongo-server.ts'

const cleanups: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function start(options?: Parameters<typeof startMongo>[0]): Promise<MongoServer> {
  const server = await startMongo(options)
  cleanups.push(server.stop)
  return server
}

describeWithMongo('the server of the run', () => {
  test('takes what is written, in a database that is new each time', async () => {
    const mongo = await openMongo()
    cleanups.push(mongo.close)
    const [first, second] = [mongo.db(), mongo.db()]
    await first.collection('things').insertOne({ n: 1 })
    expect(await first.collection('things').countDocuments()).toBe(1)
    expect(await second.collection('things').countDocuments()).toBe(0)
    expect(mongoUri()).toMatch(/^mongodb/)
  })
})

describeWithOwnMongo('a server of a test', () => {
  test('keeps its file over a restart on the same port', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'dramatis-h2-'))
    cleanups.push(() => rm(directory, { recursive: true }))
    const h2File = join(directory, 'data.h2')
    const server = await start({ h2File })
    const mongo = await openMongo({}, server.uri)
    cleanups.push(mongo.close)
    const things = mongo.client.db('kept').collection('things')
    await things.insertMany(Array.from({ length: 100 }, (_, n) => ({ n })))
    await server.stop()
    await start({ h2File, port: server.port })
    expect(await things.countDocuments()).toBe(100)
  })

  test('emits what changes in a collection when it keeps an oplog', async () => {
    const server = await start({ oplog: true })
    const mongo = await openMongo({}, server.uri)
    cleanups.push(mongo.close)
    const things = mongo.db().collection('things')
    await things.insertOne({ n: 0 })
    const stream = things.watch()
    cleanups.push(() => stream.close())
    // A stream opens with its first read, and sees only what comes after that.
    expect(await stream.tryNext()).toBeNull()
    await things.updateOne({ n: 0 }, { $set: { n: 1 } })
    expect(await stream.next()).toMatchObject({ operationType: 'update' })
  })

  test('is gone after kill', async () => {
    const server = await start()
    await server.kill()
    expect(() => process.kill(server.pid, 0)).toThrow('ESRCH')
  })
})
