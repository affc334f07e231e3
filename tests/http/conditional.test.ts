import { describe, expect, test } from 'vitest'
import { luna } from '../support/characters.ts'
import { app, type Call, outcome } from './kit.ts'

async function withLuna() {
  const { call, service } = app()
  await call('POST', '/characters', { json: luna() })
  const etag = (await call('GET', '/characters/luna')).headers.get('etag') ?? ''
  return { call, service, etag }
}

function put(call: Call, headers: Record<string, string>) {
  return call('PUT', '/characters/luna', { json: { traits: ['brave'] }, headers })
}

describe('the entity tag', () => {
  test('is strong, and on every answer that carries one character', async () => {
    const { call, service, etag } = await withLuna()
    const { id } = await service.getCharacter('luna')
    expect(etag).toBe(`"${id}.1.safe"`)
    const tagOf = async (method: string, path: string, json?: unknown) =>
      (await call(method, `/characters${path}`, json === undefined ? {} : { json })).headers.get(
        'etag',
      )
    expect(await tagOf('PUT', '/luna', {})).toBe(`"${id}.2.safe"`)
    expect(await tagOf('GET', '/luna/versions/1')).toBe(`"${id}.1.safe"`)
    expect(await tagOf('POST', '/luna/rollback', { version_number: 1 })).toBe(`"${id}.3.safe"`)
    expect(await tagOf('DELETE', '/luna')).toBeNull()
    expect(await tagOf('POST', `/-/deleted/${id}/restore`)).toBe(`"${id}.3.safe"`)
    expect(await tagOf('GET', '')).toBeNull()
  })

  test('is another one for another view, and for a character created later', async () => {
    const { call, service, etag } = await withLuna()
    const full = app({ view: 'full' })
    await full.call('POST', '/characters', { json: luna() })
    expect((await full.call('GET', '/characters/luna')).headers.get('etag')).toMatch(/\.1\.full"$/)
    await service.deleteCharacter('luna')
    await service.createCharacter(luna())
    const answer = await call('GET', '/characters/luna', { headers: { 'if-none-match': etag } })
    expect(answer.status).toBe(200)
  })
})

describe('If-None-Match', () => {
  test('is 304 without a body where it names the present version', async () => {
    const { call, etag } = await withLuna()
    const spellings = [etag, `W/${etag}`, `"x", ${etag}`, `"a,b",W/"c" ,\t${etag}`, '*', ' * ']
    for (const value of spellings) {
      const headers = { 'if-none-match': value }
      for (const method of ['GET', 'HEAD']) {
        const answer = await call(method, '/characters/luna', { headers })
        expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([304, '', etag])
        expect(answer.headers.get('content-length')).toBeNull()
      }
    }
  })

  test('is 200 where it names another, or is no list of tags', async () => {
    const { call, etag } = await withLuna()
    const unquoted = etag.slice(1, -1)
    for (const value of ['"x"', unquoted, `"${etag}"`, '""', '"', `x ${etag}`, `${etag}x`]) {
      const answer = await call('GET', '/characters/luna', { headers: { 'if-none-match': value } })
      expect([value, answer.status]).toEqual([value, 200])
    }
  })

  test('is 412 for a write where it names the present version', async () => {
    const { call, etag } = await withLuna()
    expect(outcome(await put(call, { 'if-none-match': '*' }))).toBe('412 PRECONDITION_FAILED')
    expect(outcome(await put(call, { 'if-none-match': etag }))).toBe('412 PRECONDITION_FAILED')
    expect((await put(call, { 'if-none-match': '"x"' })).status).toBe(200)
  })
})

describe('If-Match', () => {
  test('lets a write of the version that it names go on, whatever view it was read in', async () => {
    const { call, etag } = await withLuna()
    const list = `"x", ${etag.replace('.safe', '.full')}`
    expect((await put(call, { 'if-match': list })).status).toBe(200)
    expect((await put(call, { 'if-match': '*' })).status).toBe(200)
  })

  test('of another version is 412 CHARACTER_VERSION_CONFLICT, for each write', async () => {
    const { call, service, etag } = await withLuna()
    await service.updateCharacter('luna', {})
    const headers = { 'if-match': etag }
    const answers = [
      await put(call, headers),
      await call('DELETE', '/characters/luna', { headers }),
      await call('POST', '/characters/luna/rollback', { json: { version_number: 1 }, headers }),
      await call('GET', '/characters/luna', { headers }),
    ]
    for (const answer of answers) expect(outcome(answer)).toBe('412 CHARACTER_VERSION_CONFLICT')
    expect((await service.getCharacter('luna')).version_number).toBe(2)
  })

  test('of anything else is 412 PRECONDITION_FAILED', async () => {
    const { call, etag } = await withLuna()
    const other = etag.replace(/^"[0-9a-f]{24}/, `"${'0'.repeat(24)}`)
    const odd = etag.replace('.1.', '.1.1.')
    for (const value of [other, odd, `W/${etag}`, etag.slice(1, -1), '"x"', '""', '', 'x']) {
      expect([value, outcome(await put(call, { 'if-match': value }))]).toEqual([
        value,
        '412 PRECONDITION_FAILED',
      ])
    }
  })

  test('of a character deleted and created anew is 412 PRECONDITION_FAILED', async () => {
    const { call, service, etag } = await withLuna()
    await service.deleteCharacter('luna')
    await service.createCharacter(luna())
    expect(outcome(await put(call, { 'if-match': etag }))).toBe('412 PRECONDITION_FAILED')
  })

  test('does not hide that the character is absent, or the data invalid', async () => {
    const { call, etag } = await withLuna()
    const headers = { 'if-match': etag }
    const json = { traits: 'brave' }
    expect((await call('PUT', '/characters/ghost', { json: {}, headers })).status).toBe(404)
    expect((await call('PUT', '/characters/luna', { json, headers })).status).toBe(400)
  })

  test('is refused where nothing has a tag, rather than passed over', async () => {
    const { call, service, etag } = await withLuna()
    const { id } = await service.deleteCharacter('luna')
    const headers = { 'if-match': etag }
    const path = `/characters/-/deleted/${id}`
    expect(outcome(await call('DELETE', path, { headers }))).toBe('412 PRECONDITION_FAILED')
    const restored = await call('POST', `${path}/restore`, { headers })
    expect(outcome(restored)).toBe('412 PRECONDITION_FAILED')
    expect(await service.listDeletedCharacters()).toHaveLength(1)
  })
})
