import { afterEach, describe, expect, test, vi } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { EVERY_ROUTE } from './every-route.ts'
import { appOf } from './kit.ts'
import { exchange, open, type RawServer, serveRaw } from './raw-client.ts'
import { wrapService } from './wrap-service.ts'

let running: RawServer | undefined
afterEach(() => running?.close())

describe('a client that goes away', () => {
  // What a cached character and health give is shared by all who ask.
  const shared = ['get', 'openapi', 'health']
  const routes = EVERY_ROUTE.filter(({ operation }) => !shared.includes(operation))

  // Red when the signal is not passed on, or when being given up counts as a failure.
  test.each(routes)('aborts $operation, and nobody calls that a failure', async (route) => {
    const storage = faultyStorage(memoryStorage())
    const inner = new CharacterService({ storage })
    const onError = vi.fn()
    const signals: AbortSignal[] = []
    const service = wrapService(inner, (_, values) => {
      const { signal } = Object(values.at(-1)) as { readonly signal?: unknown }
      if (signal instanceof AbortSignal) signals.push(signal)
    })
    running = await serveRaw(service, { onError })
    const release = storage.hangAlways()
    const socket = await open(running.port)
    const body = route.json === undefined ? '' : JSON.stringify(route.json)
    const type = body && 'content-type: application/json\r\n'
    const framing = `${type}content-length: ${body.length}`
    socket.write(`${route.method} ${route.path} HTTP/1.1\r\nhost: x\r\n${framing}\r\n\r\n${body}`)
    await vi.waitFor(() => expect(storage.pending).toBe(1))
    expect(signals).toHaveLength(1)
    const aborted = new Promise((resolve) => signals[0]?.addEventListener('abort', resolve))
    socket.destroy()
    await aborted
    release()
    storage.reset()
    const next = 'GET /characters HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
    expect((await exchange(running.port, next)).status).toBe(200)
    expect(onError).not.toHaveBeenCalled()
  })

  test('leaves what it has not waited for to the others', async () => {
    const storage = faultyStorage(memoryStorage())
    const service = new CharacterService({ storage })
    await service.createCharacter(luna())
    service.clearCache()
    running = await serveRaw(service)
    const gate = storage.gate('find')
    const get = 'GET /characters/luna HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
    const leaving = await open(running.port)
    leaving.write(get)
    await gate.reached
    const staying = exchange(running.port, get)
    leaving.destroy()
    gate.open()
    expect((await staying).status).toBe(200)
  })
})

test('an aborted Request is answered, as a fetch handler must, and is no failure', async () => {
  const storage = faultyStorage(memoryStorage())
  const onError = vi.fn()
  const call = appOf(new CharacterService({ storage }), { onError })
  const controller = new AbortController()
  const gate = storage.gate('list')
  const answer = call('GET', '/characters', { signal: controller.signal })
  await gate.reached
  controller.abort()
  expect((await answer).json).toMatchObject({ status: 400, detail: 'The client went away' })
  expect(onError).not.toHaveBeenCalled()
  gate.open()
})

test('what was written is answered to nobody when the host has answered meanwhile', async () => {
  const storage = faultyStorage(memoryStorage())
  const service = new CharacterService({ storage })
  running = await serveRaw(service)
  const gate = storage.gate('list')
  running.server.on('request', async (_req, res) => {
    await gate.reached
    res.writeHead(503).end('the host was faster')
    gate.open()
  })
  const get = 'GET /characters HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
  const { status, body } = await exchange(running.port, get)
  expect([status, body]).toEqual([503, expect.stringContaining('the host was faster')])
})
