import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { createCharacterHandler } from '../../src/http/mounts/fetch.ts'
import { openApiDocument } from '../../src/http/openapi/document.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import type { CharacterOperations } from '../../src/service/character-operations.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { appOf } from './kit.ts'
import { SECRET } from './leaks.ts'

const model = defineCharacterModel({
  attributes: { mood: z.string().default('calm'), backstory: z.string().default(SECRET) },
  private: ['backstory'],
})

/** The methods of a service in a plain object, as a host may write them by hand. */
function methodsOf(service: CharacterService): Omit<CharacterOperations, 'model'> {
  const names = Object.getOwnPropertyNames(CharacterService.prototype) as (keyof CharacterService)[]
  const methods = names.filter((name) => !['constructor', 'model'].includes(name))
  const bound = methods.map((name) => [name, (service[name] as () => unknown).bind(service)])
  return Object.fromEntries(bound)
}

describe('an object with the methods of a service, without a model', () => {
  test('is served, and shows what the service itself would show', async () => {
    const service = new CharacterService({ storage: memoryStorage(), model })
    const plain: CharacterOperations = methodsOf(service as unknown as CharacterService)
    const call = appOf(plain)
    const created = await call('POST', '/characters', { json: luna({ system_prompt: SECRET }) })
    expect(created.status).toBe(200)
    for (const path of ['/luna', '', '/luna/versions', '/luna/versions/1']) {
      const { text } = await call('GET', `/characters${path}`)
      expect(text).toContain('"mood":"calm"')
      expect(text).not.toContain(SECRET)
    }
  })

  test('shows the fields of every character alone where it gives copies', async () => {
    const service = new CharacterService({ storage: memoryStorage(), model })
    await service.createCharacter(luna({ system_prompt: SECRET }))
    const plain = methodsOf(service as unknown as CharacterService)
    const copying = {
      ...plain,
      getCharacter: async (name: string) => ({ ...(await service.getCharacter(name)) }),
    }
    const { json, text } = await appOf(copying)('GET', '/characters/luna')
    expect(json).toMatchObject({ name: 'luna', version_number: 1 })
    expect(json).not.toHaveProperty('mood')
    expect(text).not.toContain(SECRET)
  })

  test('is described as characters without attributes', async () => {
    const plain = methodsOf(new CharacterService({ storage: memoryStorage() }))
    const { components } = openApiDocument(plain)
    expect(components).toEqual(
      openApiDocument(new CharacterService({ storage: memoryStorage() })).components,
    )
    const served = await appOf(plain)('GET', '/characters/-/openapi.json')
    expect(served.json).toEqual(
      JSON.parse(JSON.stringify(openApiDocument(plain, { authorize: 'public' }))),
    )
  })

  test('compiles', () => {
    expectTypeOf<Omit<CharacterService, 'model'>>().toExtend<CharacterOperations>()
    expectTypeOf<Omit<CharacterService, 'getVersion'>>().not.toExtend<CharacterOperations>()
  })
})

describe('a TypeError says of a service', () => {
  const refused = (service: unknown) => () =>
    Reflect.apply(createCharacterHandler, undefined, [service, { authorize: 'public' }])

  test('which methods are missing', () => {
    const { getVersion: _, ...one } = methodsOf(new CharacterService({ storage: memoryStorage() }))
    expect(refused(one)).toThrow(
      new TypeError(
        'createCharacterHandler: service must be a CharacterService, or have its methods: getVersion is missing',
      ),
    )
    const { purgeCharacter: __, ...two } = one
    expect(refused(two)).toThrow('methods: purgeCharacter, getVersion are missing')
  })

  test.each([null, {}, 'model', { attributes: {} }, { private: [] }])(
    'that its model is none: %j',
    (given) => {
      const plain = methodsOf(new CharacterService({ storage: memoryStorage() }))
      expect(refused({ ...plain, model: given })).toThrow(
        /^createCharacterHandler: service\.model must be what defineCharacterModel gives/,
      )
    },
  )
})
