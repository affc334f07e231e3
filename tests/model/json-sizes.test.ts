import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { parseCreate, parseUpdate } from '../../src/model/parse.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { issuesOf, refusalOf, withLuna } from './refusal.ts'

const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
const text = z.string().default('')
const model = defineCharacterModel({ attributes: { a: text, b: text, c: text, d: text } })
const tooLarge = [
  { path: [], message: 'all attributes together must hold at most 262144 bytes as JSON' },
]

/** Settings that take exactly so many bytes as JSON in UTF-8, in parts of one text. */
function settings(bytes: number, part: string): { readonly [key: string]: string } {
  const partBytes = jsonBytes(part) - 2
  const room = bytes - jsonBytes({ a: '' })
  const filled = part.repeat(Math.floor(room / partBytes))
  return { a: filled + 'a'.repeat(room % partBytes) }
}

/** Red when UTF-16 units are counted, or code points, or escapes are forgotten. */
test.each(['a', 'é', '月', '🌙', '\n', '\u0001', '"'])(
  'voice_settings hold 16 KiB of %j as JSON in UTF-8, and not a byte more',
  async (part) => {
    const fits = settings(16_384, part)
    expect(jsonBytes(fits)).toBe(16_384)
    const { service } = await withLuna()
    const updated = await service.updateCharacter('luna', { voice_settings: fits })
    expect(updated.voice_settings).toEqual(fits)
    expect(await issuesOf('voice_settings', () => settings(16_385, part))).toEqual([
      { path: ['voice_settings'], message: 'must hold at most 16384 bytes as JSON' },
    ])
  },
)

test('voice_settings hold 1,000 keys of 5 bytes, and arrays of 1,000 items', () => {
  const keys = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`k${n}`, 0]))
  for (const fits of [keys, { items: Array(1_000).fill(7) }]) {
    expect(parseUpdate(model, { voice_settings: fits })).toEqual({ voice_settings: fits })
  }
})

test('an attribute holds 10,000 values, itself and what holds them included', async () => {
  const lists = defineCharacterModel({ attributes: { lists: z.array(z.array(z.number())) } })
  const of = (last: number): object => {
    const inner = Array.from({ length: 10 }, (_, n) => Array(n < 9 ? 999 : last).fill(7))
    return { lists: inner }
  }
  expect(parseUpdate(lists, of(998))).toEqual(of(998))
  const { issues } = await refusalOf(async () => parseUpdate(lists, of(999)))
  expect(issues).toEqual([{ path: ['lists'], message: 'must hold at most 10000 values' }])
})

test('an attribute holds a text of 100,000 code points, whatever its schema allows', async () => {
  const fits = '🌙'.repeat(50_000) + 'a'.repeat(50_000)
  expect(parseUpdate(model, { a: fits })).toEqual({ a: fits })
  const { issues } = await refusalOf(async () => parseUpdate(model, { a: `${fits}a` }))
  expect(issues).toEqual([{ path: ['a'], message: 'must hold at most 100000 code points' }])
})

/** Four texts that take exactly so many bytes together as JSON of all attributes. */
function four(bytes: number): { [name: string]: string } {
  const room = bytes - jsonBytes({ a: '', b: '', c: '', d: '' })
  const d = Math.floor(room / 4)
  return { a: 'x'.repeat(d), b: 'x'.repeat(d), c: 'x'.repeat(d), d: 'x'.repeat(room - 3 * d) }
}

test('all attributes of a new character hold 256 KiB together, and not a byte more', async () => {
  const fits = four(262_144)
  expect(parseCreate(model, { ...luna(), ...fits })).toMatchObject(fits)
  const { issues } = await refusalOf(async () =>
    parseCreate(model, { ...luna(), ...four(262_145) }),
  )
  expect(issues).toEqual(tooLarge)
})

/** Red when only what a change names is counted. */
test('an update cannot make the attributes of a character larger than that together', async () => {
  const storage = faultyStorage(memoryStorage())
  const service = new CharacterService({ storage, model })
  const fits = four(262_144)
  await service.createCharacter({ ...luna(), ...fits, d: '' })
  storage.reset()
  const { issues } = await refusalOf(() => service.updateCharacter('luna', { d: `${fits.d}x` }))
  expect(issues).toEqual(tooLarge)
  expect(storage.count('swap')).toBe(0)
  expect((await service.updateCharacter('luna', { d: fits.d })).d).toBe(fits.d)
  await service.updateCharacter('luna', { a: '', b: '' })
  expect((await service.rollbackCharacter('luna', 2)).a).toBe(fits.a)
})

test('attributes that are too large already do not stand in the way of other fields', async () => {
  const storage = memoryStorage()
  const large = defineCharacterModel({ attributes: { big: z.array(z.string()) } })
  const service = new CharacterService({ storage, model: large })
  const big = Array(900).fill('x'.repeat(250))
  await service.createCharacter({ ...luna(), big })
  const stored = await storage.find('luna')
  if (stored === null) throw new Error('luna is stored')
  await storage.swap(stored, {
    writeId: 'f'.repeat(24),
    set: { big: Array(900).fill('x'.repeat(500)) } as object,
  })
  service.clearCache()
  const renamed = await service.updateCharacter('luna', { display_name: 'Big' })
  expect(renamed.big[0]).toHaveLength(500)
  const { issues } = await refusalOf(() =>
    service.editCharacter('luna', ({ big }) => ({ big: big.slice(0, 800) })),
  )
  expect(issues[0]?.message).toBe('must hold at most 262144 bytes as JSON')
})

test('the largest character there can be is taken', async () => {
  const service = new CharacterService({ storage: memoryStorage(), model })
  const largest = {
    name: 'n'.repeat(100),
    display_name: '🌙'.repeat(200),
    personality: '🌙'.repeat(100_000),
    system_prompt: '🌙'.repeat(100_000),
    traits: Array(100).fill('🌙'.repeat(200)),
    avatar_url: `https://a/${'🌙'.repeat(2_038)}`,
    voice_settings: settings(16_384, '🌙'),
    ...four(262_144),
  }
  expect(await service.createCharacter(largest)).toMatchObject(largest)
})
