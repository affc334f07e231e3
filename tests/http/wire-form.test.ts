import { describe, expect, test, vi } from 'vitest'
import { WireForms } from '../../src/http/wire-form.ts'
import type { Character } from '../../src/model/character.ts'
import { toCharacterResponse } from '../../src/model/response.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { luna } from '../support/characters.ts'

async function cast(n: number): Promise<Character[]> {
  const service = new CharacterService({ storage: memoryStorage() })
  for (let i = 0; i < n; i++) {
    await service.createCharacter(luna({ name: `n${i}`, display_name: `Zoë ${i} 😀` }))
  }
  return service.listCharacters()
}

function textOf(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes)
}

describe('the wire form', () => {
  test('is made once for each object and view', async () => {
    const toSafe = vi.fn((character: Character) => toCharacterResponse(character))
    const forms = new WireForms(toSafe, 'no-store')
    const [character] = await cast(1)
    if (character === undefined) throw new Error('no character')
    const first = forms.of(character, 'safe')
    expect(forms.of(character, 'safe')).toBe(first)
    expect(forms.of(character, 'safe').found).toBe(first.found)
    expect(toSafe).toHaveBeenCalledOnce()
    expect(textOf(first.bytes)).toBe(JSON.stringify(toCharacterResponse(character)))
    expect(textOf(forms.of(character, 'full').bytes)).toBe(JSON.stringify(character))
  })

  test('is not kept of what may still change', async () => {
    const forms = new WireForms((character) => character, 'no-store')
    const [character] = await cast(1)
    const copy = { ...character } as { -readonly [K in keyof Character]: Character[K] }
    forms.of(copy, 'full')
    copy.display_name = 'Nova'
    expect(textOf(forms.of(copy, 'full').bytes)).toContain('Nova')
  })

  test.each([0, 1, 2, 100])('of %i characters is the array of each', async (n) => {
    const characters = await cast(n)
    const forms = new WireForms((character) => toCharacterResponse(character), 'no-store')
    const expected = JSON.stringify(characters.map((character) => toCharacterResponse(character)))
    expect(textOf(forms.list(characters, 'safe'))).toBe(expected)
    expect(textOf(forms.list(characters, 'safe'))).toBe(expected)
  })
})
