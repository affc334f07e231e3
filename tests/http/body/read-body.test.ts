import { describe, expect, test } from 'vitest'
import { createCharacterHandler } from '../../../src/http/mounts/fetch.ts'
import { luna } from '../../support/characters.ts'
import { app, type Call, outcome, problemOf, type RawBody, type Received } from '../kit.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

function post(call: Call, raw: RawBody, headers: Record<string, string> = JSON_TYPE) {
  return call('POST', '/characters', { raw, headers })
}

async function postText(raw: RawBody, headers?: Record<string, string>): Promise<Received> {
  return post(app().call, raw, headers)
}

const LUNA = JSON.stringify(luna())

describe('the content-type', () => {
  test.each([
    'application/json',
    'Application/JSON; charset=UTF-8',
    'application/json;charset="utf-8"',
    'application/json; charset=utf8; profile=x',
    'application/vnd.cast.v1+json',
    'application/merge-patch+json',
  ])('%s is taken', async (type) => {
    expect((await postText(LUNA, { 'content-type': type })).status).toBe(200)
  })

  test.each([
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'application/json; charset=utf-16',
    'application/json; charset=latin1',
    'multipart/form-data; boundary=x',
    'json',
    'application/+json',
  ])('%s is 415', async (type) => {
    const answer = await postText(LUNA, { 'content-type': type })
    expect(outcome(answer)).toBe('415 UNSUPPORTED_MEDIA_TYPE')
    expect(answer.headers.get('accept')).toBe('application/json')
    expect(answer.headers.get('connection')).toBe('close')
  })

  test('that is missing is 415', async () => {
    const raw = new TextEncoder().encode(LUNA)
    expect(outcome(await postText(raw, {}))).toBe('415 UNSUPPORTED_MEDIA_TYPE')
  })
})

// Red when the header is set whatever the client speaks: HTTP/2 has none, and Node warns of it.
test('without a host, as over HTTP/2, no connection is told to close', async () => {
  const handler = createCharacterHandler(app().service, { authorize: () => false })
  const init = { method: 'POST', body: LUNA, headers: { 'content-length': `${LUNA.length}` } }
  const { status, headers } = await handler(new Request('https://host.test/characters', init))
  expect([status, headers.get('connection')]).toEqual([403, null])
})

test('a compressed body is 415', async () => {
  const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' }
  const answer = await postText(LUNA, headers)
  expect(outcome(answer)).toBe('415 UNSUPPORTED_MEDIA_TYPE')
  expect(answer.headers.get('accept-encoding')).toBe('identity')
  expect((await postText(LUNA, { ...JSON_TYPE, 'content-encoding': 'identity' })).status).toBe(200)
})

describe('a text is 400', () => {
  const utf16 = new Uint8Array([0xff, 0xfe, ...Buffer.from(LUNA, 'utf16le')])
  const deep = (depth: number) => `{"voice_settings":${'['.repeat(depth)}${']'.repeat(depth)}}`

  test.each<readonly [string, RawBody]>([
    ['that is no JSON', '{"name":'],
    ['with something behind it', `${LUNA}x`],
    ['with a trailing comma', '{"name":"luna",}'],
    ['with single quotes', "{'name':'luna'}"],
    ['with NaN', '{"name":NaN}'],
    ['with a bare control character', '{"name":"a\u0001"}'],
    ['with the escape of nothing', '{"na\\qme":"luna"}'],
    ['in UTF-16', utf16],
    ['in UTF-16 without a mark', new Uint8Array(Buffer.from(LUNA, 'utf16le'))],
    ['that is no UTF-8', new Uint8Array(Buffer.from('{"name":"\xff"}', 'latin1'))],
    ['in overlong UTF-8', new Uint8Array([0x22, 0xc0, 0xaf, 0x22])],
    ['with an encoded surrogate', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['with the same key twice', '{"name":"luna","name":"nova"}'],
    ['with the same key in two spellings', '{"name":"luna","n\\u0061me":"nova"}'],
    ['with the same key twice, deep', '{"voice_settings":{"a":[{"b":1,"b":1}]}}'],
    ['with __proto__', '{"__proto__":{"name":"luna"}}'],
    ['with __proto__ in disguise', '{"voice_settings":{"__pr\\u006fto__":1}}'],
    ['of a million levels', deep(400_000)],
    ['of half a million brackets', '['.repeat(500_000)],
    ['of half a million braces', '{"a":'.repeat(200_000)],
    ['that is empty', ''],
    ['that is blank', ' \n\t'],
    ['that is a mark alone', '\ufeff'],
  ])('%s', async (_, raw) => {
    const answer = await postText(raw)
    expect(outcome(answer)).toBe('400 INVALID_REQUEST')
  })

  test.each(['null', '1', '"luna"', '[]', 'true', '1e400', '[{"name":"luna"}]'])(
    'that is no object: %s',
    async (raw) => {
      expect(outcome(await postText(raw))).toBe('400 CHARACTER_VALIDATION')
      const { call, service } = app()
      await service.createCharacter(luna())
      const put = await call('PUT', '/characters/luna', { raw, headers: JSON_TYPE })
      expect(outcome(put)).toBe('400 CHARACTER_VALIDATION')
    },
  )
})

test('one byte order mark is passed over', async () => {
  expect((await postText(`\ufeff${LUNA}`)).status).toBe(200)
  expect((await postText(`\ufeff\ufeff${LUNA}`)).status).toBe(400)
})

test('the same key in different objects is no duplicate', async () => {
  const voice_settings = { a: { b: 1, name: 2 }, b: [{ b: 1 }, { b: 2 }], name: 'name', c: '{"c"' }
  const { call } = app()
  const { json } = await call('POST', '/characters', { json: luna({ voice_settings }) })
  expect(json).toMatchObject({ voice_settings })
})

test('a body larger than maxBodyBytes is 413, whatever content-length says', async () => {
  const { call } = app({ maxBodyBytes: 1_000 })
  const fits = LUNA.padEnd(1_000)
  expect((await post(call, fits)).status).toBe(200)
  const chunks = (text: string) =>
    new ReadableStream({
      start(controller) {
        for (let at = 0; at < text.length; at += 100) {
          controller.enqueue(new TextEncoder().encode(text.slice(at, at + 100)))
        }
        controller.close()
      },
    })
  const answer = await post(call, chunks(`${fits} `))
  expect(outcome(answer)).toBe('413 PAYLOAD_TOO_LARGE')
  expect(answer.headers.get('connection')).toBe('close')
  const announced = await post(call, chunks(fits), { ...JSON_TYPE, 'content-length': '1001' })
  expect(outcome(announced)).toBe('413 PAYLOAD_TOO_LARGE')
})

test('a body that does not come is 408', async () => {
  const { call } = app({ bodyTimeoutMs: 20 })
  let cancelled = false
  const raw = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{')),
    cancel: () => {
      cancelled = true
    },
  })
  const answer = await post(call, raw)
  expect(outcome(answer)).toBe('408 REQUEST_TIMEOUT')
  expect(answer.headers.get('connection')).toBe('close')
  expect(cancelled).toBe(true)
})

test('a body that breaks off is 400', async () => {
  const raw = new ReadableStream({ pull: (controller) => controller.error(new Error('lost')) })
  expect(outcome(await postText(raw))).toBe('400 INVALID_REQUEST')
})

test('a body that another reader has taken is 400, with a hint', async () => {
  const { call } = app({
    authorize: async ({ request }) => (await request.text()) !== '',
  })
  const answer = await call('POST', '/characters', { json: luna() })
  expect(problemOf(answer).detail).toContain('nothing is left of it')
})

describe('the small bodies', () => {
  test('of a restore may be missing, or hold a name alone', async () => {
    const { call, service } = app()
    const { id } = await service.createCharacter(luna())
    const restore = async (sent: object) => {
      await service.deleteCharacter((await service.listCharacters())[0]?.name ?? '')
      return call('POST', `/characters/-/deleted/${id}/restore`, sent)
    }
    expect((await restore({})).json).toMatchObject({ name: 'luna', version_number: 1 })
    expect((await restore({ json: {} })).json).toMatchObject({ name: 'luna' })
    const renamed = await restore({ json: { name: 'Nova' } })
    expect(renamed.json).toMatchObject({ name: 'nova', version_number: 2 })
    const path = `/characters/-/deleted/${id}/restore`
    for (const json of [{ name: 7 }, { name: null }, { names: 'x' }, [], 'x']) {
      expect(outcome(await call('POST', path, { json }))).toBe('400 CHARACTER_VALIDATION')
    }
    expect(outcome(await call('POST', path, { json: { name: '/' } }))).toBe(
      '400 CHARACTER_NAME_INVALID',
    )
  })

  test('of a rollback hold a version number alone', async () => {
    const { call, service } = app()
    await service.createCharacter(luna())
    const rollback = (json: unknown) => call('POST', '/characters/luna/rollback', { json })
    expect((await rollback({ version_number: 1 })).json).toMatchObject({ version_number: 2 })
    const wrong = [{}, { version_number: '1' }, { version_number: 0 }, { version: 1 }, [], null]
    for (const json of [...wrong, { version_number: 1, name: 'x' }, { version_number: 1.5 }]) {
      expect(outcome(await rollback(json))).toBe('400 CHARACTER_VALIDATION')
    }
    expect(outcome(await rollback({ version_number: 9 }))).toBe('404 CHARACTER_VERSION_NOT_FOUND')
    const none = await call('POST', '/characters/luna/rollback')
    expect(problemOf(none).detail).toBe('A body of JSON is required')
  })
})

// Red when it is parsed in the turn in which it was put together: both take as long.
test('between a long text put together and parsed, others have their turn', async () => {
  const order: string[] = []
  const { call, service } = app({ maxBodyBytes: 1_048_576 })
  const create = service.createCharacter.bind(service)
  service.createCharacter = (...given) => {
    order.push('parsed')
    return create(...given)
  }
  const bytes = new TextEncoder().encode(LUNA.padEnd(400_000))
  const raw = new ReadableStream({
    pull(controller) {
      setTimeout(() => order.push('another'))
      controller.enqueue(bytes)
      controller.close()
    },
  })
  expect((await post(call, raw)).status).toBe(200)
  expect(order).toEqual(['another', 'parsed'])
})
