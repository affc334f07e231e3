import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { luna } from '../support/characters.ts'
import { refusalOf, SECRET, untyped, withLuna } from './refusal.ts'

/** An object whose every use throws. */
function throwing(): object {
  const boom = (): never => {
    throw new RangeError(SECRET)
  }
  return new Proxy(
    {},
    { get: boom, ownKeys: boom, getPrototypeOf: boom, getOwnPropertyDescriptor: boom, has: boom },
  )
}

function revoked(of: object): object {
  const { proxy, revoke } = Proxy.revocable(of, {})
  revoke()
  return proxy
}

const withGetter = (field: string): object =>
  Object.defineProperty({}, field, {
    enumerable: true,
    get: () => {
      throw SECRET
    },
  })

describe('an input as a whole', () => {
  const object = 'must be a plain object'
  test.each([
    ['undefined', undefined, object],
    ['null', null, object],
    ['a string', SECRET, object],
    ['a number', 7, object],
    ['a symbol', Symbol(SECRET), object],
    ['a function', () => SECRET, object],
    ['an array', [luna()], object],
    ['a promise', Promise.resolve(luna()), object],
    ['a map', new Map(Object.entries(luna())), object],
    ['an instance of a class', new (class Persona {})(), object],
    ['an instance of a class without a parent', nullClass(), object],
    ['what inherits its fields', Object.create(luna()), object],
    ['a date of another realm', runInNewContext('new Date()'), object],
    ['a throwing proxy', throwing(), 'cannot be read'],
    ['a revoked proxy', revoked({}), 'cannot be read'],
    ['10⁵ unknown fields', manyFields(100_000), 'must hold at most 1000 keys'],
  ])('is not %s', async (_what, input, message) => {
    const { service, storage } = await withLuna()
    for (const work of [
      () => service.createCharacter(untyped(input)),
      () => service.updateCharacter('luna', untyped(input)),
    ]) {
      expect((await refusalOf(work)).issues).toEqual([{ path: [], message }])
    }
    expect(storage.calls).toEqual([])
  })

  test('is as good without a prototype, frozen, or behind a proxy that behaves', async () => {
    const { service } = await withLuna()
    const bare = Object.assign(Object.create(null), luna({ name: 'bare' }))
    expect(await service.createCharacter(bare)).toMatchObject(luna({ name: 'bare' }))
    const frozen = Object.freeze(luna({ name: 'frozen', traits: Object.freeze(['calm']) }))
    expect(await service.createCharacter(frozen)).toMatchObject({ traits: ['calm'] })
    const proxied = new Proxy(luna({ name: 'proxied' }), {})
    expect(await service.createCharacter(proxied)).toMatchObject(luna({ name: 'proxied' }))
  })

  test('has no symbols for fields', async () => {
    const { service, storage } = await withLuna()
    const { issues } = await refusalOf(() =>
      service.updateCharacter('luna', untyped({ [Symbol('mark')]: 1 })),
    )
    expect(issues).toEqual([{ path: ['Symbol(mark)'], message: 'is not a field of a character' }])
    expect(storage.calls).toEqual([])
  })
})

describe('what cannot be read', () => {
  test.each([
    ['a throwing getter', 'personality', () => withGetter('personality'), []],
    ['a throwing proxy for traits', 'traits', () => ({ traits: throwing() }), []],
    ['a revoked array', 'traits', () => ({ traits: revoked([]) }), []],
    ['a throwing proxy for settings', 'voice_settings', () => ({ voice_settings: throwing() }), []],
    [
      'a throwing getter inside',
      'voice_settings',
      () => ({ voice_settings: { deep: withGetter('pitch') } }),
      ['deep'],
    ],
    [
      'a revoked object in an array',
      'voice_settings',
      () => ({ voice_settings: { deep: [1, revoked({})] } }),
      ['deep', 1],
    ],
    ['an array that throws at an item', 'traits', () => ({ traits: angryArray() }), []],
    [
      'a getter without end',
      'voice_settings',
      () => ({
        voice_settings: {
          get deep(): unknown {
            return this.deep
          },
        },
      }),
      [],
    ],
  ])('is refused, not thrown on: %s', async (_what, field, patch, path) => {
    const { service, storage } = await withLuna()
    const expected = [{ path: [field, ...path], message: 'cannot be read' }]
    const updated = await refusalOf(() => service.updateCharacter('luna', untyped(patch())))
    expect(updated.issues).toEqual(expected)
    const input = Object.defineProperties(
      { ...luna({ name: 'nova' }) },
      Object.getOwnPropertyDescriptors(patch()),
    )
    const created = await refusalOf(() => service.createCharacter(untyped(input)))
    expect(created.issues).toEqual(expected)
    expect(storage.calls).toEqual([])
  })

  test('is read once, so that a value cannot change after it was checked', async () => {
    const { service } = await withLuna()
    let reads = 0
    const patch = {
      get personality(): unknown {
        return reads++ === 0 ? 'calm' : 7
      },
      voice_settings: {
        get pitch(): unknown {
          return reads++ === 1 ? 1 : new Date()
        },
      },
    }
    const updated = await service.updateCharacter('luna', untyped(patch))
    expect(updated).toMatchObject({ personality: 'calm', voice_settings: { pitch: 1 } })
    expect(reads).toBe(2)
  })
})

test('what an edit returns is judged like a patch, and nothing is written of it', async () => {
  const { service, storage } = await withLuna()
  for (const patch of [undefined, null, SECRET, { colour: SECRET }, { traits: SECRET }, [SECRET]]) {
    await refusalOf(() =>
      service.editCharacter(
        'luna',
        untyped(() => patch),
      ),
    )
  }
  expect(new Set(storage.calls)).toEqual(new Set(['find']))
})

test('at most 20 issues are told, of however many', async () => {
  const { service, storage } = await withLuna()
  const keys = Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`$${n}`, SECRET]))
  const fields = Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`field${n}`, SECRET]))
  for (const patch of [
    { voice_settings: keys },
    { traits: Array(100).fill(7) },
    { traits: Array(100).fill('') },
    fields,
    { ...fields, voice_settings: keys, traits: [7], name: '', personality: 7 },
  ]) {
    const { issues } = await refusalOf(() => service.updateCharacter('luna', untyped(patch)))
    expect(issues).toHaveLength(20)
  }
  expect(storage.calls).toEqual([])
})

test('everything that is wrong is told at once', async () => {
  const { service } = await withLuna()
  const { issues, message } = await refusalOf(() =>
    service.createCharacter(
      untyped({
        name: '/',
        personality: 7,
        traits: ['a', 7],
        id: SECRET,
        voice_settings: { $a: 1 },
      }),
    ),
  )
  expect(issues.map(({ path }) => path.join('.')).sort()).toEqual([
    'display_name',
    'id',
    'name',
    'personality',
    'system_prompt',
    'traits.1',
    'voice_settings.$a',
  ])
  expect(message).toContain('personality: must be a string; ')
})

function manyFields(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`field${n}`, SECRET]))
}

function nullClass(): object {
  class Orphan {
    value = SECRET
  }
  Object.setPrototypeOf(Orphan.prototype, null)
  return new Orphan()
}

function angryArray(): unknown[] {
  return new Proxy(['calm'], {
    get: (target, key) => {
      if (key === '0') throw new Error(SECRET)
      return Reflect.get(target, key)
    },
  })
}
