import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCharacterError } from '../../src/errors.ts'
import { MAX_BYTES, toStorable } from '../../src/storage/storable.ts'
import type { CharacterRecord } from '../../src/storage/stored-character.ts'
import { isDeeplyFrozen } from '../support/frozen.ts'

function fieldsOf(value: unknown): Record<string, unknown> {
  return toStorable({ field: value } as unknown as Partial<CharacterRecord>).fields
}

/** Keys that are refused, wherever they are. */
function isTaken(key: string): boolean {
  return key === '__proto__' || key === '_bsontype'
}

const json = fc
  .jsonValue({ noUnicodeString: false } as object)
  .filter((value) => !/"(?:__proto__|_bsontype)":/.test(JSON.stringify(value)))
/** What `JSON.stringify` makes something else of, drops, or asks for its own opinion. */
const oddValue = fc.oneof(
  fc.constant(undefined),
  fc.constant(-0),
  fc.constant(Number.NaN),
  fc.constant(Number.POSITIVE_INFINITY),
  fc.constant(Symbol('s')),
  fc.constant(() => 1),
  fc.date({ noInvalidDate: true }),
  fc.constant({ toJSON: () => ({ deep: [1] }) }),
  fc.constant(Object.assign([1, 2], { toJSON: () => 'list' })),
  fc.constant(Object.create({ inherited: 1 })),
  fc.constant(new Map([[1, 2]])),
  fc.constant(Object('boxed')),
  fc.string({ unit: 'binary' }),
  json,
)
const oddTree = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    oddValue,
    fc.array(tie('tree')),
    fc.dictionary(
      fc.string().filter((key) => !isTaken(key)),
      tie('tree'),
    ),
  ),
})).tree

test('a copy is what JSON text would make of the fields, and frozen all through', () => {
  fc.assert(
    fc.property(oddTree, (value) => {
      const fields = fieldsOf(value)
      expect(fields).toEqual(JSON.parse(JSON.stringify({ field: value })))
      expect(isDeeplyFrozen(fields)).toBe(true)
    }),
  )
})

test('nothing of what was given is kept', () => {
  const given = { list: [{ deep: 1 }] }
  const { field } = fieldsOf(given) as { field: typeof given }
  expect(field.list).not.toBe(given.list)
  expect(field.list[0]).not.toBe(given.list[0])
  expect(Object.isFrozen(given.list[0])).toBe(false)
})

test('the bytes it tells are never fewer than those of its JSON text', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\u0001"\\☾\ud83d\ud800'))
  fc.assert(
    fc.property(
      fc.dictionary(
        text.filter((key) => !isTaken(key)),
        fc.oneof(text, json),
      ),
      (value) => {
        const { fields, maxBytes } = toStorable({ field: value } as unknown as CharacterRecord)
        const bytes = new TextEncoder().encode(JSON.stringify(fields)).length
        expect(maxBytes).toBeGreaterThanOrEqual(bytes)
      },
    ),
  )
})

test('what holds itself is refused at once, however often it does', () => {
  const wide: unknown[] = []
  for (let i = 0; i < 10; i++) wide.push(wide)
  const narrow: Record<string, unknown> = {}
  narrow.self = narrow
  for (const value of [wide, narrow]) {
    let error: unknown
    try {
      fieldsOf(value)
    } catch (thrown) {
      error = thrown
    }
    expect(isCharacterError(error, 'CHARACTER_STORAGE')).toBe(true)
    expect(String(error)).toContain('it is no JSON')
  }
})

test('what one part holds many times over is copied no further than a document can be', () => {
  let value: unknown = 'x'.repeat(1_000)
  // 3 ** 20 texts of 1,000 units.
  for (let level = 0; level < 20; level++) value = [value, value, value]
  expect(() => fieldsOf(value)).toThrow(`must hold at most ${MAX_BYTES} bytes as JSON`)
})

test('keys that change what an object is are refused on both ways', () => {
  const plain: unknown = JSON.parse('{"__proto__":{"polluted":1}}')
  for (const value of [plain, [{ _bsontype: 'Long' }], { at: new Date(0), in: plain }]) {
    expect(() => fieldsOf(value)).toThrow(/no key may be called '(__proto__|_bsontype)'/)
  }
})

test('what is nested too deep is refused on both ways', () => {
  let deep: unknown = 1
  for (let level = 0; level < 200; level++) deep = [deep]
  expect(() => fieldsOf(deep)).toThrow('nested deeper than 100 levels')
  expect(() => fieldsOf([new Date(0), deep])).toThrow('nested deeper than 100 levels')
})
