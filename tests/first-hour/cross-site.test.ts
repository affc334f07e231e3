import { beforeEach, describe, expect, test } from 'vitest'
import { CharacterService, createCharacterHandler, memoryStorage } from '../../src/index.ts'
import { luna } from '../support/characters.ts'

const SITE = 'http://host.test/characters'
/** What a page of another site can send without asking first (Fetch, section 4.8: no preflight). */
const SIMPLE_TYPES = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']

describe('what another site can send with the cookies of its visitor', () => {
  let id: string
  let send: (path: string, body?: string | Blob, type?: string) => Promise<number>
  beforeEach(async () => {
    const service = new CharacterService({ storage: memoryStorage() })
    await service.createCharacter(luna())
    await service.createCharacter(luna({ name: 'nova' }))
    id = (await service.deleteCharacter('nova')).id
    const handler = createCharacterHandler(service, { authorize: 'public' })
    send = async (path, body, type) => {
      const headers = new Headers(type === undefined ? {} : { 'content-type': type })
      const request = new Request(`${SITE}${path}`, { method: 'POST', headers, body: body ?? null })
      return (await handler(request)).status
    }
  })

  test.each(SIMPLE_TYPES)('as %s writes nothing, with a body or without', async (type) => {
    expect(await send('', JSON.stringify(luna({ name: 'vega' })), type)).toBe(415)
    expect(await send('/luna/rollback', '{"version_number":1}', type)).toBe(415)
    expect(await send(`/-/deleted/${id}/restore`, '{"name":"vega"}', type)).toBe(415)
    expect(await send(`/-/deleted/${id}/restore`, '', type)).toBe(415)
    expect(await send(`/-/deleted/${id}/restore`, undefined, type)).toBe(415)
  })

  test('without a content type restores, by an empty body, and writes nothing else', async () => {
    // A Blob without a type gives its request none, and is no reason to ask first.
    const blob = (json: object): Blob => new Blob([JSON.stringify(json)])
    expect(await send('', blob(luna({ name: 'vega' })))).toBe(415)
    expect(await send('/luna/rollback', blob({ version_number: 1 }))).toBe(415)
    expect(await send('/luna/rollback')).toBe(400)
    expect(await send(`/-/deleted/${id}/restore`, blob({ name: 'vega' }))).toBe(415)
    expect(await send(`/-/deleted/${id}/restore`)).toBe(200)
  })
})
