import { exec } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { MongoClient } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { mongoClassPath } from '../support/mongo-classpath.ts'
import { startMongo } from '../support/mongo-server.ts'
import { type RunningExample, startExample } from './running-example.ts'

const shell = promisify(exec)
/** Why there is no MongoDB here; `null` when there is. */
const noMongo = process.env.MONGODB_URI
  ? null
  : await mongoClassPath().then(
      () => null,
      (error: unknown) => String(error),
    )
if (noMongo !== null) {
  if (process.env.REQUIRE_MONGO === '1') throw new Error(`REQUIRE_MONGO=1, but ${noMongo}`)
  console.log(`skipped: npm start on MongoDB: ${noMongo}`)
}

/** Runs the lines that the example shows, one after the other; gives what each answers. */
async function pasteCurls(example: RunningExample): Promise<unknown[]> {
  await example.printed(/Stop with Ctrl-C/)
  const lines = example.output().match(/^curl .*$/gm) ?? []
  const answers: unknown[] = []
  for (const line of lines) {
    const { stdout } = await shell(line.replace('curl ', 'curl --silent --show-error --fail '))
    answers.push(JSON.parse(stdout))
  }
  return answers
}

describe('npm start', () => {
  test('seeds the characters, shows five lines that work when pasted, and stops on Ctrl-C', async () => {
    const example = await startExample('start.ts')
    const [list, luna, changed, versions, rolledBack, ...rest] = await pasteCurls(example)
    expect(rest).toEqual([])
    expect(list).toHaveLength(3)
    expect(luna).toMatchObject({ name: 'luna', version_number: 1 })
    expect(changed).toMatchObject({ traits: ['helpful', 'curious'], version_number: 2 })
    expect(versions).toMatchObject([{ version_number: 2 }, { version_number: 1 }])
    expect(rolledBack).toMatchObject({
      traits: ['helpful', 'creative', 'patient'],
      version_number: 3,
    })
    expect(JSON.stringify([list, luna, changed, versions])).not.toContain('system_prompt')
    expect(await example.stop('SIGINT')).toBe(0)
  })

  test('stops while a client keeps its connection', async () => {
    const example = await startExample('start.ts')
    // Fetch keeps the connection open for the next request.
    expect((await fetch(example.url)).status).toBe(200)
    expect(await example.stop('SIGTERM')).toBe(0)
  })

  test.skipIf(noMongo !== null)('skips the names that are taken on MongoDB', async () => {
    const server = process.env.MONGODB_URI ? null : await startMongo()
    const target = new URL(server?.uri ?? process.env.MONGODB_URI ?? '')
    target.pathname = `/dramatis_start_${randomBytes(4).toString('hex')}`
    const MONGODB_URI = String(target)
    try {
      const first = await startExample('start.ts', { MONGODB_URI })
      expect(first.output()).toContain('from MongoDB')
      await pasteCurls(first)
      expect(await first.stop('SIGINT')).toBe(0)
      const second = await startExample('start.ts', { MONGODB_URI })
      const response = await fetch(`${second.url}/luna`)
      expect(await response.json()).toMatchObject({ name: 'luna', version_number: 3 })
      expect(await second.stop('SIGINT')).toBe(0)
    } finally {
      if (server === null) await dropDatabase(MONGODB_URI)
      await server?.stop()
    }
  })
})

async function dropDatabase(uri: string): Promise<void> {
  const client = await new MongoClient(uri).connect()
  await client.db().dropDatabase()
  await client.close()
}
