import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type { CharacterClient } from '../../src/client/character-client.ts'
import { createCharacterClient } from '../../src/client/character-client.ts'
import type { Character, CharacterResponse } from '../../src/model/character.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import type { CharacterOperations } from '../../src/service/character-operations.ts'

// What is written here holds when it compiles: `npm run typecheck`.

const url = 'https://host.test/characters'
const model = defineCharacterModel({
  attributes: { mood: z.enum(['calm', 'wild']).default('calm'), secret: z.string() },
  private: ['secret'],
})

describe('a client', () => {
  test('gives what the safe view shows, without annotations', () => {
    const client = createCharacterClient({ url })
    expectTypeOf(client).toEqualTypeOf<CharacterClient>()
    expectTypeOf(client.getCharacter).returns.resolves.toEqualTypeOf<CharacterResponse>()
    expectTypeOf(client.listCharacters).returns.resolves.toEqualTypeOf<CharacterResponse[]>()
    const uses = async (): Promise<unknown> =>
      // @ts-expect-error the safe view has none
      (await client.getCharacter('luna')).system_prompt
    expectTypeOf(uses).toBeFunction()
  })

  test('gives everything in the full view', () => {
    const client = createCharacterClient({ url, view: 'full' })
    expectTypeOf(client.getCharacter).returns.resolves.toEqualTypeOf<Character>()
    expectTypeOf(client).toExtend<CharacterOperations>()
  })

  test('in the safe view is no service for who needs the prompt', () => {
    const client = createCharacterClient({ url })
    const takes = (_: CharacterOperations): void => {}
    // @ts-expect-error it gives characters without system_prompt
    const uses = (): void => takes(client)
    expectTypeOf(uses).toBeFunction()
  })

  test('knows the attributes of its model, and those that are private', () => {
    const safe = createCharacterClient({ url, model })
    const full = createCharacterClient({ url, model, view: 'full' })
    type Safe = Awaited<ReturnType<typeof safe.getCharacter>>
    type Full = Awaited<ReturnType<typeof full.getCharacter>>
    expectTypeOf<Safe['mood']>().toEqualTypeOf<'calm' | 'wild'>()
    expectTypeOf<Full['secret']>().toEqualTypeOf<string>()
    expectTypeOf<'secret' extends keyof Safe ? true : false>().toEqualTypeOf<false>()
    expectTypeOf<Safe>().not.toBeAny()
    const uses = (): unknown => [
      safe.updateCharacter('luna', { mood: 'wild', secret: 's' }),
      safe.listCharacters({ where: { mood: { in: ['calm'] }, traits: 'kind' } }),
      full.editCharacter('luna', ({ secret }) => ({ secret: `${secret}!` })),
      // @ts-expect-error there is no such mood
      safe.updateCharacter('luna', { mood: 'angry' }),
      // @ts-expect-error there is no such mood to look for
      safe.listCharacters({ where: { mood: 'angry' } }),
      // @ts-expect-error a secret has no default
      safe.createCharacter({ name: 'luna' }),
      // @ts-expect-error what it edits does not show the secret
      safe.editCharacter('luna', ({ secret }) => ({ secret })),
    ]
    expectTypeOf(uses).toBeFunction()
  })

  test('is iterated over as it lists', () => {
    const client = createCharacterClient({ url, model })
    type Listed = Awaited<ReturnType<typeof client.listCharacters>>[number]
    expectTypeOf(client.iterateCharacters).returns.toEqualTypeOf<AsyncIterable<Listed>>()
  })

  test('takes the fetch of the platform, or one around it', () => {
    const uses = (): unknown => [
      createCharacterClient({ url, fetch }),
      createCharacterClient({ url, fetch: (at, init) => fetch(at, { ...init, keepalive: true }) }),
      createCharacterClient({ url, headers: new Headers() }),
      createCharacterClient({ url, headers: async () => ({ authorization: 'x' }) }),
      // @ts-expect-error there is no such option
      createCharacterClient({ url, timeout: 5 }),
      // @ts-expect-error a header that may be undefined would be sent as 'undefined'
      createCharacterClient({ url, headers: { authorization: process.env.TOKEN } }),
    ]
    expectTypeOf(uses).toBeFunction()
  })
})
