import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { codeOf } from '../support/error-codes.ts'

/** Gives each id of a list once, then fresh ones. */
function idsOf(...first: string[]): () => string {
  let fresh = 0
  const given = first.map((digit) => digit.repeat(24))
  return () => given.shift() ?? (fresh++).toString(16).padStart(24, 'd')
}

eachStorage(({ create }) => {
  // Red when any character under the id is taken for the one that was to be stored: the second
  // create is acknowledged, and nothing is there.
  test('a create whose id belongs to another character draws another id', async () => {
    const storage = create()
    // One is the origin of the service; then id and write id, twice; then the id drawn anew.
    const generateId = idsOf('0', 'a', '1', 'a', '2', 'b')
    const service = new CharacterService({ storage, generateId })
    const one = await service.createCharacter(luna({ name: 'one' }))
    const two = await service.createCharacter(luna({ name: 'two' }))
    expect([one.id, two.id]).toEqual(['a'.repeat(24), 'b'.repeat(24)])
    service.clearCache()
    expect(await service.getCharacter('two')).toEqual(two)
    expect(await service.getCharacter('one')).toEqual(one)
  })

  test('ids that repeat without end are refused by name, and nothing is acknowledged', async () => {
    const service = new CharacterService({ storage: create(), generateId: () => 'a'.repeat(24) })
    await service.createCharacter(luna({ name: 'one' }))
    const second = service.createCharacter(luna({ name: 'two' }))
    await expect(second).rejects.toThrow(/^CharacterService: generateId must give unique ids/)
    expect(await service.findCharacter('two')).toBeNull()
    const again = service.createCharacter(luna({ name: 'one' }))
    expect(await again.catch(codeOf)).toBe('CHARACTER_ALREADY_EXISTS')
  })

  test('a create whose reply was lost finds its own, changed and renamed by others since', async () => {
    const inner = create()
    const storage = faultyStorage(inner)
    const [mine, others] = [{ storage }, { storage: inner }].map(
      (options) => new CharacterService(options),
    ) as [CharacterService, CharacterService]
    storage.failAfter('insert')
    const gate = storage.gate('findById')
    const creating = mine.createCharacter(luna())
    await gate.reached
    await others.updateCharacter('luna', { personality: 'changed' })
    await others.updateCharacter('luna', { name: 'selene' })
    gate.open()
    expect(await creating).toMatchObject({ name: 'luna', version_number: 1 })
    expect(await others.listCharacters()).toMatchObject([{ name: 'selene', version_number: 3 }])
  })
})
