import type { Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { HandlerOptions } from '../../../src/http/handler-options.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { luna } from '../../support/characters.ts'
import { figure } from '../../support/sizes.ts'
import { chunkedHead as head, pour } from '../pour.ts'
import { open, type RawServer, readToEnd, serveRaw } from '../raw-client.ts'

const LIMIT = 1_048_576

let running: RawServer | undefined
afterEach(() => running?.close())

/** A server, and how many bytes it has taken in on its connections. */
async function counting(options: Partial<HandlerOptions> = {}) {
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna())
  running = await serveRaw(service, options)
  const sockets: Socket[] = []
  running.server.on('connection', (socket) => sockets.push(socket))
  const bytesRead = () => sockets.reduce((sum, socket) => sum + socket.bytesRead, 0)
  return { port: running.port, bytesRead }
}

describe('a chunked body without end', () => {
  // Red when the size is taken from content-length, or summed up after reading.
  test('is read to 1 MiB and 64 KiB at most, then 413, and the connection ends', async () => {
    const { port, bytesRead } = await counting()
    const before = process.memoryUsage()
    const answer = await pour(port, head('POST', '/characters'))
    expect(answer.status).toBe(413)
    expect(answer.head.toLowerCase()).toContain('connection: close')
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
    expect(bytesRead()).toBeLessThanOrEqual(LIMIT + 65_536)
    const rounds = 20
    for (let i = 1; i < rounds; i++)
      expect((await pour(port, head('POST', '/characters'))).status).toBe(413)
    const after = process.memoryUsage()
    const grown = (after.heapUsed + after.external - before.heapUsed - before.external) / LIMIT
    expect(grown).toBeLessThan(64)
    const each = Math.round(bytesRead() / rounds / 1_024)
    figure(
      'endless body',
      `413 after ${each} KiB, ${rounds} times, memory ${grown.toFixed(1)} MiB up`,
    )
  })

  test.each([
    ['403', 'PUT', '/characters/luna', { authorize: () => false }],
    ['401', 'POST', '/characters', { authorize: () => ({ status: 401 as const }) }],
    ['405', 'PATCH', '/characters', {}],
    ['404', 'POST', '/nowhere', {}],
    ['400', 'PUT', '/characters/%ff', {}],
    ['415', 'POST', '/characters', {}, 'transfer-encoding: chunked\r\ncontent-encoding: br'],
    ['204', 'OPTIONS', '/characters', {}],
    ['200', 'GET', '/characters', {}],
  ])('is not read at all before a %s', async (status, method, path, options, framing?: string) => {
    const { port, bytesRead } = await counting(options)
    const answer = await pour(port, head(method, path, framing))
    expect(answer.status).toBe(Number(status))
    expect(answer.head.toLowerCase()).toContain('connection: close')
    expect(bytesRead()).toBeLessThanOrEqual(2 * 65_536)
  })
})

test('content-length over the limit is 413 before anything is read', async () => {
  const { port, bytesRead } = await counting()
  const answer = await pour(port, head('POST', '/characters', `content-length: ${LIMIT + 1}`))
  expect(answer.status).toBe(413)
  expect(bytesRead()).toBeLessThanOrEqual(2 * 65_536)
})

test('a body that stalls is 408, and the connection ends', async () => {
  const { port } = await counting({ bodyTimeoutMs: 50 })
  const socket = await open(port)
  socket.write(`${head('PUT', '/characters/luna')}5\r\n{"a":\r\n`)
  const answer = await readToEnd(socket)
  expect(answer.status).toBe(408)
  expect(answer.head.toLowerCase()).toContain('connection: close')
})

test('a body that was read leaves the connection open', async () => {
  const { port } = await counting()
  const socket = await open(port)
  const put = (body: string) =>
    `${head('PUT', '/characters/luna', `content-length: ${body.length}`)}${body}`
  // A refusal for what the body says is one after it was read.
  socket.end(`${put('{}')}${put('{"traits":1}')}${put('{')}${put('{}')}`)
  const { head: first, body } = await readToEnd(socket)
  const rest = `${first}\r\n\r\n${body}`
  expect(rest.match(/HTTP\/1\.1 \d{3}/g)).toEqual([
    'HTTP/1.1 200',
    'HTTP/1.1 400',
    'HTTP/1.1 400',
    'HTTP/1.1 200',
  ])
})
