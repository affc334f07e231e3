import { type ClientHttp2Session, connect, createServer, type Http2ServerRequest } from 'node:http2'
import { expect, test } from 'vitest'
import { createNodeHandler } from '../../../src/http/mounts/node.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { luna } from '../../support/characters.ts'
import { portOf } from './mount.ts'

function ask(session: ClientHttp2Session, method: string, path: string, body?: string) {
  return new Promise<{ status: unknown; text: string; connection: unknown }>((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const stream = session.request(
      { ':method': method, ':path': path, ...type },
      { endStream: body === undefined },
    )
    let status: unknown
    let connection: unknown
    let text = ''
    stream.on('response', (headers) => {
      status = headers[':status']
      connection = headers.connection
    })
    stream.on('data', (chunk) => {
      text += chunk
    })
    stream.on('end', () => resolve({ status, text, connection }))
    stream.on('error', reject)
    if (body !== undefined) stream.end(body)
  })
}

test('the handler of Node serves HTTP/2 as well', async () => {
  const service = new CharacterService({ storage: memoryStorage() })
  const server = createServer(
    createNodeHandler<Http2ServerRequest>(service, {
      authorize: ({ operation }) => operation !== 'delete',
    }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const session = connect(`http://127.0.0.1:${portOf(server)}`)
  const created = await ask(session, 'POST', '/characters', JSON.stringify(luna()))
  expect([created.status, JSON.parse(created.text).name]).toEqual([200, 'luna'])
  expect(await ask(session, 'HEAD', '/characters/luna')).toMatchObject({ status: 200, text: '' })
  expect(await ask(session, 'PUT', '/characters/luna', '{')).toMatchObject({ status: 400 })
  const denied = await ask(session, 'DELETE', '/characters/luna', '{}')
  expect([denied.status, denied.connection]).toEqual([403, undefined])
  const many = await Promise.all(
    Array.from({ length: 20 }, () => ask(session, 'GET', '/characters/luna')),
  )
  expect(new Set(many.map(({ text }) => text)).size).toBe(1)
  session.close()
  await new Promise((resolve) => server.close(resolve))
})
