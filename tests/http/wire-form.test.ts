import { describe, expect, test, vi } from 'vitest'
import { WireForms } from '../../src/http/wire-form.ts'
import type { Character } from '../../src/model/character.ts'
import { toCharacterResponse } from '../../src/model/response.ts'
import type { CharacterOperations } from '../../src/service/character-operations.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { app, appOf } from './kit.ts'

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

  test('of a list serves again until one of its characters is another', async () => {
    const service = new CharacterService({ storage: memoryStorage() })
    for (const name of ['x1', 'y1', 'z1']) {
      await service.createCharacter(luna({ name }))
      await service.getCharacter(name)
    }
    const forms = new WireForms((character) => toCharacterResponse(character), 'no-store')
    const list = async () => forms.list(await service.listCharacters(), 'safe')
    const first = await list()
    expect(await list()).toBe(first)
    await service.updateCharacter('y1', { display_name: 'Nova' })
    const second = await list()
    expect(textOf(second)).toBe(
      JSON.stringify((await service.listCharacters()).map((one) => toCharacterResponse(one))),
    )
    expect(textOf(second)).not.toBe(textOf(first))
    expect(textOf(forms.list((await service.listCharacters()).slice(1), 'safe'))).not.toContain(
      'x1',
    )
    expect(textOf(forms.list([], 'safe'))).toBe('[]')
    expect(textOf(forms.list(await service.listCharacters(), 'full'))).toContain('system_prompt')
  })
})

describe('a read of the handler', () => {
  test('takes the promise of a hit for what it gave before', async () => {
    const { call, service } = app()
    await service.createCharacter(luna())
    const first = await call('GET', '/characters/luna')
    expect((await call('GET', '/characters/luna')).text).toBe(first.text)
    await service.updateCharacter('luna', { display_name: 'Nova' })
    const second = await call('GET', '/characters/luna')
    expect(second.json).toMatchObject({ display_name: 'Nova', version_number: 2 })
    await service.deleteCharacter('luna')
    expect((await call('GET', '/characters/luna')).status).toBe(404)
    await service.createCharacter(luna({ display_name: 'Vega' }))
    expect((await call('GET', '/characters/luna')).json).toMatchObject({ display_name: 'Vega' })
  })

  test('waits for promises of any make', async () => {
    const { service } = app()
    await service.createCharacter(luna())
    // What a service in another realm, or behind a library of promises, gives.
    const foreign = (promise: Promise<unknown>): object => ({
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
      then: (...handlers: Parameters<Promise<unknown>['then']>) =>
        foreign(promise.then(...handlers)),
    })
    const wrapped = new Proxy<CharacterOperations>(service, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key)
        if (typeof member !== 'function') return member
        return (...values: unknown[]) => foreign(Reflect.apply(member, target, values))
      },
    })
    const call = appOf(wrapped)
    for (let i = 0; i < 2; i++) {
      expect((await call('GET', '/characters/luna')).json).toMatchObject({ name: 'luna' })
    }
    expect((await call('GET', '/characters')).json).toMatchObject([{ name: 'luna' }])
    expect((await call('PUT', '/characters/luna', { json: {} })).status).toBe(200)
    expect((await call('GET', '/characters/ghost')).status).toBe(404)
  })
})
