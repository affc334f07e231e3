import { createServer, type IncomingMessage } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { createNodeHandler } from '../../../src/http/mounts/node.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { luna } from '../../support/characters.ts'
import { exchange } from '../raw-client.ts'
import { portOf } from './mount.ts'

/** What a parser of the host leaves on the request, given what it read. */
type Leave = (bytes: Buffer) => { body?: unknown; rawBody?: unknown }

let stop: (() => void) | undefined
afterEach(() => stop?.())

/** Sends a body through a parser of the host. */
async function through(leave: Leave, body: string, type = 'application/json') {
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna())
  const handler = createNodeHandler(service, { authorize: 'public', maxBodyBytes: 1_000 })
  const server = createServer(async (req: IncomingMessage, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    handler(Object.assign(req, leave(Buffer.concat(chunks))), res)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stop = () => server.close()
  const head = `PUT /characters/luna HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: ${type}\r\n`
  const length = Buffer.byteLength(body)
  const answer = await exchange(portOf(server), `${head}content-length: ${length}\r\n\r\n${body}`)
  return { status: answer.status, json: JSON.parse(answer.body), head: answer.head }
}

const parsed: Leave = (bytes) => ({ body: JSON.parse(bytes.toString()) })

describe('a body that the host has read is taken', () => {
  test.each<readonly [string, Leave]>([
    ['as a value', parsed],
    ['as bytes', (bytes) => ({ body: bytes })],
    ['as text', (bytes) => ({ body: bytes.toString() })],
    ['as raw bytes beside a value', (bytes) => ({ body: { traits: 7 }, rawBody: bytes })],
    ['as raw text beside a value', (bytes) => ({ body: {}, rawBody: bytes.toString() })],
  ])('%s', async (_, leave) => {
    const { status, json } = await through(leave, '{"traits":["brave"]}')
    expect([status, json.traits]).toEqual([200, ['brave']])
  })
})

test('our rules hold for what the host has read', async () => {
  const raw: Leave = (bytes) => ({ body: {}, rawBody: bytes })
  const doubled = '{"traits":["a"],"traits":["b"]}'
  expect(await through(raw, doubled)).toMatchObject({ json: { code: 'INVALID_REQUEST' } })
  expect(await through(parsed, '{"traits":"a"}')).toMatchObject({
    json: { code: 'CHARACTER_VALIDATION' },
  })
  expect(await through(parsed, '{"voice_settings":{"__proto__":{"a":1}}}')).toMatchObject({
    status: 400,
  })
  expect(await through(parsed, '{}', 'text/plain')).toMatchObject({ status: 415 })
  const large = JSON.stringify({ personality: 'x'.repeat(1_000) })
  expect(await through(parsed, large)).toMatchObject({ status: 413 })
})

test('a body of which the host has left nothing is 400, and does not hang', async () => {
  const { status, json } = await through(() => ({}), '{"traits":["brave"]}')
  expect([status, json.code]).toEqual([400, 'INVALID_REQUEST'])
  expect(json.detail).toContain('nothing is left of it')
})

test('the connection stays open after a refusal, as the body is read', async () => {
  const { head } = await through(parsed, '{"traits":1}')
  expect(head).toContain('400 Bad Request')
})
