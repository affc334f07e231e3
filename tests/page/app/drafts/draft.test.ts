import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Draft, Drafts, type TextStorage } from '../../../../src/page/app/drafts/draft.ts'

const SCOPE = 'https://host.example/api/characters'
/** Under which that of a new character is kept. */
const NEW = '#/new'
const draft: Draft = {
  id: 'a1',
  name: 'luna',
  baseVersion: 3,
  base: { personality: 'Curious.' },
  edited: { personality: 'Kind.' },
  together: { version: 4, values: { personality: 'Kind and curious.' } },
  at: '2026-01-02T03:04:05.000Z',
}

/** The storage of a browser, with room for so many UTF-16 units. */
class Shelf implements TextStorage {
  readonly items: Map<string, string> = new Map<string, string>()
  readonly room: number

  constructor(room = 5 * 1024 * 1024) {
    this.room = room
  }

  get length(): number {
    return this.items.size
  }

  getItem(key: string): string | null {
    return this.items.get(key) ?? null
  }

  setItem(key: string, value: string): void {
    const others = [...this.items].filter(([other]) => other !== key)
    const taken = others.reduce((sum, [other, text]) => sum + other.length + text.length, 0)
    if (taken + key.length + value.length > this.room) throw new Error('QuotaExceededError')
    this.items.set(key, value)
  }

  removeItem(key: string): void {
    this.items.delete(key)
  }

  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null
  }
}

describe('a draft', () => {
  test('is read as it was kept, until it is dropped', () => {
    const drafts = new Drafts(new Shelf(), SCOPE)
    const other: Draft = { ...draft, id: NEW, baseVersion: null, base: {} }
    expect(drafts.read('a1')).toBeNull()
    expect([drafts.keep(draft), drafts.keep(other)]).toEqual([true, true])
    expect([drafts.read('a1'), drafts.read(NEW)]).toEqual([draft, other])
    drafts.drop('a1')
    expect([drafts.read('a1'), drafts.read(NEW)]).toEqual([null, other])
  })

  test('survives whatever a person types', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.boolean(),
      fc.array(fc.string({ unit: 'binary' })),
      fc.constantFrom('\ud800', '\0', '\r\n', '\u2028'),
    )
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { noNullPrototype: true }), (edited) => {
        const drafts = new Drafts(new Shelf(), SCOPE)
        expect(drafts.keep({ ...draft, edited })).toBe(true)
        expect(drafts.read('a1')?.edited).toEqual(edited)
      }),
    )
  })

  /** Red when the fields are kept that were not edited. */
  test('of 500,000 code points has room, and keeps nothing of the fields that are not edited', () => {
    const shelf = new Shelf()
    const prompt = '🦊\n'.repeat(250_000)
    const base = { system_prompt: prompt, personality: prompt, card: prompt, scenario: prompt }
    const edited = { system_prompt: `${prompt}.` }
    expect(new Drafts(shelf, SCOPE).keep({ ...draft, base, edited })).toBe(true)
    const kept = new Drafts(shelf, SCOPE).read('a1')
    expect(kept?.edited).toEqual(edited)
    expect(kept?.base).toEqual({ system_prompt: prompt })
  })

  test('of another API, or of what begins with the same address, is another one', () => {
    const shelf = new Shelf()
    new Drafts(shelf, SCOPE).keep(draft)
    expect(new Drafts(shelf, `${SCOPE}/a1`).read('a1')).toBeNull()
    expect(new Drafts(shelf, SCOPE.slice(0, -1)).list()).toEqual([])
    expect(new Drafts(shelf, SCOPE).list()).toHaveLength(1)
  })
})

test('all drafts are listed, the last one first', () => {
  const shelf = new Shelf()
  shelf.setItem('theme', 'dark')
  const drafts = new Drafts(shelf, SCOPE)
  drafts.keep(draft)
  drafts.keep({ ...draft, id: NEW, name: '', at: '2026-02-01T00:00:00.000Z' })
  drafts.keep({ ...draft, id: 'b2', name: 'nova', at: '2026-01-01T00:00:00.000Z' })
  expect(drafts.list()).toEqual([
    { id: NEW, name: '', at: '2026-02-01T00:00:00.000Z' },
    { id: 'a1', name: 'luna', at: draft.at },
    { id: 'b2', name: 'nova', at: '2026-01-01T00:00:00.000Z' },
  ])
})

/** What no draft has, by the name of what it stands for. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  id: ['b2', '', 5, undefined, null],
  name: [5, null, undefined],
  baseVersion: ['3', 0, 1.5, undefined, 1e300],
  base: [null, [], { a: 1 }, { a: [1] }, { a: null }, 'x', undefined],
  edited: [null, [], { a: {} }, { a: [['b']] }, undefined],
  together: [5, {}, { version: 0, values: {} }, { version: 4, values: { a: 1 } }, undefined],
  at: ['soon', 5, null, undefined],
}
const WRONG_DRAFTS = Object.entries(WRONG).flatMap(([name, values]) =>
  values.map((value) => JSON.stringify({ ...draft, [name]: value })),
)

describe('what is stored in the place of a draft', () => {
  test.each([...['{', '', 'null', '[]', '"draft"'], ...WRONG_DRAFTS])(
    'is removed where it is none: %s',
    (text) => {
      const shelf = new Shelf()
      const drafts = new Drafts(shelf, SCOPE)
      drafts.keep(draft)
      const key = shelf.key(0) ?? ''
      shelf.setItem(key, text)
      expect(drafts.list()).toEqual([])
      expect(shelf.length).toBe(0)
      shelf.setItem(key, text)
      expect(drafts.read('a1')).toBeNull()
      expect(shelf.length).toBe(0)
    },
  )
})

describe('a storage', () => {
  test('that is full keeps what it has, and says so', () => {
    const drafts = new Drafts(new Shelf(300), SCOPE)
    expect(drafts.keep(draft)).toBe(true)
    expect(drafts.keep({ ...draft, edited: { personality: 'x'.repeat(300) } })).toBe(false)
    expect(drafts.read('a1')).toEqual(draft)
  })

  test('that is none keeps nothing', () => {
    const drafts = new Drafts(null, SCOPE)
    drafts.drop('a1')
    expect([drafts.keep(draft), drafts.read('a1'), drafts.list()]).toEqual([false, null, []])
  })

  test('that fails at every touch keeps nothing, and throws nothing', () => {
    const failing = new Proxy({} as TextStorage, {
      get() {
        throw new Error('SecurityError')
      },
    })
    const drafts = new Drafts(failing, SCOPE)
    drafts.drop('a1')
    expect([drafts.keep(draft), drafts.read('a1'), drafts.list()]).toEqual([false, null, []])
  })
})
