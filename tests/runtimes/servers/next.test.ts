import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Consumer, consumer } from '../../package/built/consumer.ts'
import { ROOT } from '../../package/source-graph.ts'
import { describeWithMongo, mongoUri, openMongo } from '../../support/mongo.ts'
import { expectedAnswers } from './expected-answers.ts'
import { answersOf } from './questions.ts'
import { addressOf, type Serving, serving } from './serving.ts'

const NEXT = {
  '@types/node': '20.19.43',
  '@types/react': '19.3.3',
  '@types/react-dom': '19.3.0',
  mongodb: '7.9.0',
  next: '16.4.6',
  react: '19.3.1',
  'react-dom': '19.3.1',
  typescript: '6.0.3',
  zod: '4.6.7',
}
const mongo = mongoUri() === null ? undefined : await openMongo()
afterAll(() => mongo?.close())

const ROUTE = 'app/api/characters/[[...path]]'

/** Copies the example into the application, as its first lines say. */
async function copyExample(project: Consumer): Promise<void> {
  for (const folder of ['lib', ROUTE]) {
    await mkdir(join(project.directory, folder), { recursive: true })
  }
  const example = (name: string): Promise<string> =>
    readFile(join(ROOT, 'examples', `${name}.ts`), 'utf8')
  for (const name of ['host', 'next-service', 'cast', 'open-storage']) {
    await project.write(`lib/${name}.ts`, await example(name))
  }
  const route = await example('next-route')
  await project.write(`${ROUTE}/route.ts`, route.replaceAll("'./", "'@/lib/"))
}

describe('Next.js 16, with the example of a route', () => {
  let project: Consumer
  beforeAll(async () => {
    project = await consumer('next', NEXT)
    await copyExample(project)
    // Checks the types of the route, the page and the action as well.
    await project.run('npx', 'next', 'build')
  })
  const start = (settings: Readonly<Record<string, string>> = {}): Promise<Serving> => {
    const next = join(project.directory, 'node_modules/next/dist/bin/next')
    const args = [next, 'start', '-p', '0', '-H', '127.0.0.1']
    return serving(process.execPath, args, project.directory, settings)
  }

  test('answers the same, in silence, and stops on SIGTERM', async () => {
    const next = await start()
    expect(await answersOf(`${next.origin}/api/characters`)).toEqual(await expectedAnswers())
    expect([143, null]).toContain(await next.stop('SIGTERM'))
    expect(next.complaints()).toBe('')
  })

  test('shows in a page, at once, what a server action and the route write', async () => {
    await expectOneService((await start()).origin)
  })

  describeWithMongo('on MongoDB', () => {
    if (!mongo) return

    test('answers the same, and shows at once what was written', async () => {
      const next = await start({ MONGODB_URI: addressOf(mongo.db()) })
      await expectOneService(next.origin)
      expect(await answersOf(`${next.origin}/api/characters`)).toEqual(await expectedAnswers())
    })
  })
})

/** Red when pages and routes have a service each: the page would show what it has kept. */
async function expectOneService(origin: string): Promise<void> {
  const luna = `${origin}/api/characters/luna`
  const page = async (): Promise<string> => (await fetch(origin)).text()
  expect(await page()).toContain('version 1: helpful, creative, patient')
  expect(await submit(origin, await page(), 'kind')).toContain(
    'version 2: helpful, creative, patient, kind',
  )
  const read = await fetch(luna)
  expect(await read.json()).toMatchObject({ version_number: 2 })

  const headers = {
    'content-type': 'application/json',
    'x-api-key': 'let-me-write',
    'if-match': read.headers.get('etag') ?? '',
  }
  const written = await fetch(luna, { method: 'PUT', headers, body: '{"traits":["wild"]}' })
  expect(written.status).toBe(200)
  expect(await page()).toContain('version 3: wild')
}

/** Sends the form of a page as a browser without scripts does; gives the page that comes of it. */
async function submit(origin: string, page: string, trait: string): Promise<string> {
  const [form = ''] = /<form.*?<\/form>/s.exec(page) ?? []
  const body = new FormData()
  for (const [input] of form.matchAll(/<input [^>]*>/g)) {
    const [, name = ''] = /name="([^"]*)"/.exec(input) ?? []
    const [, value = trait] = /value="([^"]*)"/.exec(input) ?? []
    body.append(name, value)
  }
  const response = await fetch(origin, { method: 'POST', headers: { origin }, body })
  return response.text()
}
