import { describe, expect, test } from 'vitest'
import { luna } from '../support/characters.ts'
import { watched } from './watched.ts'

describe('a cache', () => {
  test('asks whether what it has still holds, and gives the very object', async () => {
    const { client, service, sent } = watched({ cache: true })
    await service.createCharacter(luna())
    const first = await client.getCharacter('luna')
    expect(await client.getCharacter('luna')).toBe(first)
    expect(sent[1]?.headers['if-none-match']).toBe(`"${first.id}.1.full"`)
    await service.updateCharacter('luna', {})
    expect((await client.getCharacter('luna')).version_number).toBe(2)
    expect(client.stats()).toMatchObject({ hits: 1, misses: 2, entries: 1 })
    await service.createCharacter(luna({ name: 'nova' }))
    await client.getCharacter('nova')
    client.invalidateCharacter('LUNA')
    expect(client.stats().entries).toBe(1)
    client.clearCache()
    expect(client.stats().entries).toBe(0)
  })

  test('keeps at most 500', async () => {
    const { client, service } = watched({ cache: true })
    const names = Array.from({ length: 510 }, (_, n) => `c${n}`)
    for (const name of names) await service.createCharacter(luna({ name }))
    await client.getCharacters(names)
    expect(client.stats()).toMatchObject({ entries: 500, misses: 510 })
  })

  test('is none unless it is asked for', async () => {
    const { client, service, sent } = watched()
    await service.createCharacter(luna())
    await client.getCharacter('luna')
    await client.getCharacter('luna')
    expect(sent.some(({ headers }) => 'if-none-match' in headers)).toBe(false)
  })
})
