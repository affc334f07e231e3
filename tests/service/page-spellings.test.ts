import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { newId, sampleRecord } from '../../src/testing/storage-clauses/clause.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'

eachStorage(({ create }) => {
  async function pageAfter(service: CharacterService, after: string): Promise<string[]> {
    return (await service.listCharacters({ after })).map(({ name }) => name)
  }

  // Red when only case and blanks of `after` are settled: a full-width one begins after all others,
  // a decomposed one before itself.
  test('a page comes after a name in any spelling', async () => {
    const service = new CharacterService({ storage: create() })
    for (const name of ['alpha', 'beta', 'z', 'äpfel']) {
      await service.createCharacter(luna({ name }))
    }
    for (const after of ['beta', ' BETA ', 'ｂｅｔａ', 'Ｂｅｔａ']) {
      expect(await pageAfter(service, after)).toEqual(['z', 'äpfel'])
    }
    expect(await pageAfter(service, 'A\u0308PFEL')).toEqual([])
    expect(await pageAfter(service, 'b')).toEqual(['beta', 'z', 'äpfel'])
  })

  test('a page comes after a foreign spelling where one is stored so', async () => {
    const storage = create()
    const service = new CharacterService({ storage })
    await storage.insert(sampleRecord({ name: 'straße' }), newId())
    for (const name of ['strasse', 'strauss', 'string']) {
      await service.createCharacter(luna({ name }))
    }
    expect(await pageAfter(service, 'straße')).toEqual(['string'])
    expect(await pageAfter(service, 'strasse')).toEqual(['strauss', 'straße', 'string'])
  })
})
