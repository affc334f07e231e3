import { createServer } from 'node:http'
import express from 'express'
import express4 from 'express4'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createCharacterHandler } from '../../../src/http/mounts/fetch.ts'
import { createNodeHandler } from '../../../src/http/mounts/node.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { askPort, portOf } from './mount.ts'

const service = new CharacterService({ storage: memoryStorage() })
const NODE =
  'createCharacterHandler: got a request of node:http: mount createNodeHandler(service, options) of dramatis/node'

let stop: (() => void) | undefined
afterEach(() => stop?.())

interface Stack {
  use(...handlers: object[]): unknown
}

describe('a fetch handler', () => {
  // Red when it awaits what is no Request: the client waits for ever.
  test.each([
    ['Express 5', () => express()],
    ['Express 4', () => express4()],
  ] as const)('answers 500 and says what to mount in %s', async (_, makeApp) => {
    const log = vi.fn()
    const logger = { debug: log, info: log, warn: () => {}, error: log }
    const told = vi.fn()
    const host: Stack = makeApp()
    host.use(createCharacterHandler(service, { authorize: 'public', logger }))
    host.use((error: unknown, _req: object, _res: object, _next: () => void) => told(error))
    const server = createServer(host as never)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stop = () => server.close()
    const { status, body } = await askPort(portOf(server), { method: 'GET', path: '/characters' })
    expect([status, JSON.parse(body.toString()).code]).toEqual([500, 'INTERNAL_ERROR'])
    expect(log).toHaveBeenCalledExactlyOnceWith(NODE, { error: new TypeError(NODE) })
    expect(told).toHaveBeenCalledExactlyOnceWith(new TypeError(NODE))
  })

  test('throws even where the response is one no more', () => {
    const handler = createCharacterHandler(service, { authorize: 'public' })
    const fail = (): never => {
      throw new Error('sent already')
    }
    const call = () =>
      Reflect.apply(handler, undefined, [{ headers: {} }, { writeHead: fail, end: fail }])
    expect(call).toThrow(new TypeError(NODE))
  })

  test('rejects what is no Request', async () => {
    const handler = createCharacterHandler(service, { authorize: 'public' })
    const context = { req: { raw: new Request('http://x.test/characters') } }
    const given = [undefined, null, 'http://x.test/characters', context]
    for (const first of given) {
      const rejected = expect(Reflect.apply(handler, undefined, [first])).rejects
      await rejected.toThrow(/^createCharacterHandler: pass a Request, as in \(context\) =>/)
    }
    const rejected = expect(Reflect.apply(handler, undefined, [{ headers: {} }])).rejects
    await rejected.toThrow(new TypeError(NODE))
  })
})

describe('a handler of Node', () => {
  // Red when it goes on without a response: an unhandled rejection.
  test('says what to mount where there is a Request', () => {
    const handler = createNodeHandler(service, { authorize: 'public' })
    const request = new Request('http://x.test/characters')
    for (const rest of [[], [{ params: {} }], [() => {}]]) {
      expect(() => Reflect.apply(handler, undefined, [request, ...rest])).toThrow(
        new TypeError(
          'createNodeHandler: got a Request without a response of node:http: where there is a Request, mount createCharacterHandler(service, options) of dramatis',
        ),
      )
    }
    expect(() => Reflect.apply(handler, undefined, [])).toThrow(
      /^createNodeHandler: got no request and response of node:http/,
    )
  })
})
