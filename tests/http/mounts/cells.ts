import { connect as connectTcp } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { type FaultyStorage, faultyStorage } from '../../../src/testing/faulty-storage.ts'
import { luna } from '../../support/characters.ts'
import { SECRET } from '../leaks.ts'
import { chunkedHead, pour } from '../pour.ts'
import { type Ask, type Got, HOST_TEXT, type Host, type HostSetup, type Mount } from './mount.ts'

/** What a cell works with: a host with Luna in it. */
export interface Scene {
  readonly host: Host
  readonly mount: Mount
  readonly base: string
  readonly service: CharacterService
  readonly storage: FaultyStorage
  json(ask: Ask): Promise<{ readonly status: number; readonly json: unknown; readonly got: Got }>
}

const JSON_TYPE = { 'content-type': 'application/json' }

/** Starts a host, lets a check loose on it, and stops it. */
export async function inHost(
  mount: Mount,
  setup: Partial<Omit<HostSetup, 'service'>>,
  check: (scene: Scene) => Promise<void>,
): Promise<void> {
  const storage = faultyStorage(memoryStorage())
  const service = new CharacterService({ storage })
  await service.createCharacter(luna({ personality: 'kind '.repeat(2_000) }))
  const { prefix = '', parser = 'none', extras = false } = setup
  const host = await mount.start({ service, prefix, parser, extras })
  const json: Scene['json'] = async (ask) => {
    const got = await host.ask(ask)
    const text = got.body.toString()
    const isJson = got.headers['content-type']?.includes('json') && text !== ''
    return { status: got.status, json: isJson ? JSON.parse(text) : text, got }
  }
  try {
    await check({ host, mount, base: `${prefix}/characters`, service, storage, json })
  } finally {
    await host.close()
  }
}

/** The life of a character, from creation to purge. */
export async function servesAll({ json, base, service }: Scene): Promise<void> {
  const send = (method: string, path: string, body?: unknown) =>
    json({
      method,
      path: `${base}${path}`,
      ...(body !== undefined && { body: JSON.stringify(body), headers: JSON_TYPE }),
    })
  const name = 'Ünï 光 a+b'
  const path = `/${encodeURIComponent(name)}`
  expect(await send('POST', '', luna({ name }))).toMatchObject({ status: 200 })
  expect(await send('GET', path)).toMatchObject({ json: { version_number: 1 } })
  expect(await send('PUT', path, { traits: ['brave'] })).toMatchObject({
    json: { version_number: 2 },
  })
  expect((await send('GET', '?limit=1')).got.headers.link).toMatch(
    /^<\?limit=1&cursor=.+rel="next"$/,
  )
  expect(await send('GET', `${path}/versions`)).toMatchObject({ json: [{}, {}] })
  expect(await send('POST', `${path}/rollback`, { version_number: 1 })).toMatchObject({
    json: { version_number: 3, traits: luna().traits },
  })
  expect(await send('DELETE', path)).toMatchObject({ status: 200 })
  expect(await send('GET', path)).toMatchObject({ status: 404 })
  const [deleted] = await service.listDeletedCharacters()
  expect(await send('POST', `/-/deleted/${deleted?.id}/restore`)).toMatchObject({ status: 200 })
  expect(await send('DELETE', path)).toMatchObject({ status: 200 })
  expect(await send('DELETE', `/-/deleted/${deleted?.id}`)).toMatchObject({ status: 200 })
}

/** Bad JSON, wrong types, and a body that is too large for us. */
export async function refusesBadBodies({ json, base }: Scene): Promise<void> {
  const send = (body: string, type = 'application/json') =>
    json({ method: 'PUT', path: `${base}/luna`, body, headers: { 'content-type': type } })
  for (const body of ['{"traits":', '{"traits":["a"]}x', '\u0000']) {
    const { status, got } = await send(body)
    expect([body, status]).toEqual([body, 400])
    expect(got.body.toString()).not.toMatch(/\bat .*\(|SyntaxError.*\n/)
  }
  expect((await send('{"traits":"a"}')).status).toBe(400)
  expect((await send('traits=a', 'application/x-www-form-urlencoded')).status).toBe(415)
  expect((await send('x', 'nonsense')).status).toBe(415)
  const large = await send(JSON.stringify({ personality: 'x'.repeat(1_100_000) }))
  expect(large.status).toBe(413)
  expect((await json({ method: 'GET', path: `${base}/luna` })).status).toBe(200)
}

/** `%2F` parts nothing, what cannot be decoded is 400, one trailing slash means the same. */
export async function readsRawPaths({ json, base, host }: Scene): Promise<void> {
  const get = (path: string) => json({ method: 'GET', path: `${base}${path}` })
  expect(await get('/luna%2Fversions')).toMatchObject({ json: { code: 'CHARACTER_NAME_INVALID' } })
  expect(await get('/%6Cuna')).toMatchObject({ json: { name: 'luna' } })
  expect(await get('/luna/')).toMatchObject({ json: { name: 'luna' } })
  expect(await get('/')).toMatchObject({ json: [{ name: 'luna' }] })
  expect(await get('/luna/versions/')).toMatchObject({ json: [{ name: 'luna' }] })
  expect(await get(`/${'%E5%85%89'.repeat(100)}`)).toMatchObject({ status: 404 })
  if (host.port === null) return
  // A router of the host may refuse these before we see them.
  for (const segment of ['%', '%C0%AF', '%ED%A0%80', '%zz']) {
    expect([segment, (await get(`/${segment}`)).status]).toEqual([segment, 400])
  }
}

/** HEAD, OPTIONS and 405. */
export async function knowsMethods({ host, base }: Scene): Promise<void> {
  const path = `${base}/luna`
  const got = await host.ask({ method: 'GET', path })
  const head = await host.ask({ method: 'HEAD', path })
  expect([head.status, head.body.length]).toEqual([200, 0])
  for (const name of ['content-length', 'etag', 'content-type', 'cache-control']) {
    expect([name, head.headers[name]]).toEqual([name, got.headers[name]])
  }
  const options = await host.ask({ method: 'OPTIONS', path })
  expect([options.status, options.body.length]).toEqual([204, 0])
  expect(options.headers.allow).toBe('GET, HEAD, PUT, DELETE, OPTIONS')
  const patch = await host.ask({ method: 'PATCH', path, body: '{}', headers: JSON_TYPE })
  expect([patch.status, patch.headers.allow]).toEqual([405, options.headers.allow])
  const known = { 'if-none-match': got.headers.etag ?? '' }
  const same = await host.ask({ method: 'GET', path, headers: known })
  expect([same.status, same.body.length, same.headers.etag]).toEqual([304, 0, got.headers.etag])
}

/** Sends the beginning of a request, and goes away. */
async function breakOff(port: number, text: string, until: Promise<unknown>): Promise<void> {
  const socket = connectTcp(port, '127.0.0.1')
  socket.on('error', () => {})
  await new Promise<void>((resolve) => socket.write(text, () => resolve()))
  await until
  socket.destroy()
}

/** A client that goes away, in the middle of its body or while it waits, harms nobody else. */
export async function survivesAborts({ host, base, storage, json }: Scene): Promise<void> {
  const { port } = host
  if (port === null) return
  const head = `PUT ${base}/luna HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`
  await breakOff(port, `${head}content-length: 1000\r\n\r\n{"traits":`, Promise.resolve())
  const gate = storage.gate('swap')
  const body = '{"traits":["brave"]}'
  await breakOff(port, `${head}content-length: ${body.length}\r\n\r\n${body}`, gate.reached)
  gate.open()
  expect(await json({ method: 'GET', path: `${base}/luna` })).toMatchObject({ status: 200 })
}

/** A body without end is refused, and so is the connection. */
export async function endsEndlessBodies({ host, base, json }: Scene): Promise<void> {
  const { port } = host
  if (port === null) return
  const answer = await pour(port, chunkedHead('PUT', `${base}/luna`))
  expect(answer.status).toBe(413)
  expect(answer.head.toLowerCase()).toContain('connection: close')
  expect(await json({ method: 'GET', path: `${base}/luna` })).toMatchObject({ status: 200 })
}

/** Who the request says it is for changes nothing. */
export async function ignoresHost({ json, base, host }: Scene): Promise<void> {
  for (const name of ['a b', 'evil/admin?', 'evil.test:99999', '[::1', 'x#y']) {
    const path = `${base}/luna`
    const { status, json: body } = await json({ method: 'GET', path, headers: { host: name } })
    // A host that makes a URL of it refuses it; nobody may take another path for it.
    if (status === 400) expect(body).not.toMatchObject({ name: 'luna' })
    else expect([name, status, body]).toMatchObject([name, 200, { name: 'luna' }])
  }
  if (host.port === null) return
  const absolute = `http://evil.test:99${base}/luna`
  expect(await json({ method: 'GET', path: absolute })).toMatchObject({ json: { name: 'luna' } })
  const elsewhere = await json({ method: 'GET', path: 'http://evil.test/nowhere' })
  expect(elsewhere.status).toBe(404)
}

/** Paths that are not ours belong to the host, or are 404. */
export async function leavesOtherPaths({ json, base, mount }: Scene): Promise<void> {
  const chat = await json({ method: 'GET', path: `${base}/luna/chat` })
  if (mount.hasNext) expect(chat).toMatchObject({ status: 200, json: HOST_TEXT })
  else expect(chat).toMatchObject({ status: 404, json: { code: 'ROUTE_NOT_FOUND' } })
  const other = await json({ method: 'GET', path: '/other' })
  if (mount.hasNext) expect(other).toMatchObject({ status: 200, json: HOST_TEXT })
  for (const path of [`${base}X/luna`, '/nowhere', `${base}/luna/versions/1/2`, '/%2e%2e']) {
    const { status, got } = await json({ method: 'GET', path })
    expect([path, status]).toEqual([path, 404])
    expect(got.body.toString()).not.toMatch(/\bat .*:\d+:\d+/)
  }
}

/** What the host puts around us still works. */
export async function keepsMiddleware({ host, base }: Scene): Promise<void> {
  const path = `${base}/luna`
  const headers = { origin: 'http://page.test', 'accept-encoding': 'gzip' }
  const got = await host.ask({ method: 'GET', path, headers })
  expect(got.headers['access-control-allow-origin']).toBe('*')
  expect(got.headers['x-frame-options']).toBe('SAMEORIGIN')
  expect(got.headers['content-encoding']).toBe('gzip')
  expect(JSON.parse(gunzipSync(got.body).toString())).toMatchObject({ name: 'luna' })
  const refused = await host.ask({ method: 'GET', path: `${base}/ghost`, headers })
  expect(refused.status).toBe(404)
  expect(refused.headers['access-control-allow-origin']).toBe('*')
  const preflight = await host.ask({
    method: 'OPTIONS',
    path,
    headers: { ...headers, 'access-control-request-method': 'PUT' },
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers['access-control-allow-methods']).toContain('PUT')
}

/** What fails behind us tells nothing. */
export async function leaksNothing({ json, base, storage }: Scene): Promise<void> {
  storage.failAlways('any', new Error(`E11000 mongodb ${SECRET} at node_modules/x.js:1:2`))
  const sent = { body: '{"traits":["brave"]}', headers: JSON_TYPE }
  for (const ask of [
    { method: 'GET', path: base },
    { method: 'GET', path: `${base}/nova` },
    { method: 'PUT', path: `${base}/luna`, ...sent },
    { method: 'DELETE', path: `${base}/luna` },
  ]) {
    const { status, json: body } = await json(ask)
    expect(status).toBe(500)
    expect(body).toMatchObject({ detail: 'The server could not answer this request' })
  }
}
