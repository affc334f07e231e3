import { beforeEach, describe, expect, test } from 'vitest'
import { CharacterService, createCharacterHandler, memoryStorage } from '../../src/index.ts'
import { luna } from '../support/characters.ts'

const SITE = 'http://host.test/characters'
/** What a page of another site can send without asking first (Fetch, section 4.8: no preflight). */
const SIMPLE_TYPES = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']

describe('what another site can send with the cookies of its visitor', () => {
  let id: string
  let send: (path: string, body?: string | Blob, type?: string, site?: string) => Promise<number>
  beforeEach(async () => {
    const service = new CharacterService({ storage: memoryStorage() })
    await service.createCharacter(luna())
    await service.createCharacter(luna({ name: 'nova' }))
    id = (await service.deleteCharacter('nova')).id
    const handler = createCharacterHandler(service, { authorize: 'public' })
    send = async (path, body, type, site = 'cross-site') => {
      const headers = new Headers({ 'sec-fetch-site': site })
      if (type !== undefined) headers.set('content-type', type)
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

  // Red when a POST without a body and a type is taken wherever it comes from.
  test('without a content type writes nothing, with a body or without', async () => {
    // A Blob without a type gives its request none, and is no reason to ask first.
    const blob = (json: object): Blob => new Blob([JSON.stringify(json)])
    expect(await send('', blob(luna({ name: 'vega' })))).toBe(415)
    expect(await send('/luna/rollback', blob({ version_number: 1 }))).toBe(415)
    expect(await send('/luna/rollback')).toBe(403)
    expect(await send(`/-/deleted/${id}/restore`, blob({ name: 'vega' }))).toBe(415)
    expect(await send(`/-/deleted/${id}/restore`)).toBe(403)
    expect(await send(`/-/deleted/${id}/restore`, '')).toBe(415)
    expect(await send(`/-/deleted/${id}/restore`, new Blob([]))).toBe(403)
  })

  test.each(['cross-site', 'Same-Origin', 'same-origin, none', ''])(
    'nor does what says it comes from %j',
    async (site) => {
      expect(await send(`/-/deleted/${id}/restore`, undefined, undefined, site)).toBe(403)
    },
  )

  test.each(['same-origin', 'same-site', 'none'])('what comes from %s restores', async (site) => {
    expect(await send(`/-/deleted/${id}/restore`, undefined, undefined, site)).toBe(200)
  })

  test('what has asked first, by its content type, restores from anywhere', async () => {
    expect(await send(`/-/deleted/${id}/restore`, undefined, 'application/json')).toBe(200)
  })
})
