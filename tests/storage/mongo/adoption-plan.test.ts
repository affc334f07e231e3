import { Binary, type Document, Double, Int32, Long, ObjectId } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { type AdoptionPlan, planAdoption } from '../../../src/storage/mongo/adoption-plan.ts'
import { PYTHON_ID, pythonDocument } from './python-document.ts'

const NOW = new Date('2026-02-01T00:00:00.000Z')
const TOMBSTONE = `deleted/${PYTHON_ID}`
const MARKED = { write_id: 'a'.repeat(24) }

/** The plan of a document without the fields that are `undefined`. */
function plan(fields: Document): AdoptionPlan {
  const entries = Object.entries(pythonDocument(fields))
  return planAdoption(Object.fromEntries(entries.filter(([, value]) => value !== undefined)), NOW)
}

/** The kinds of what is complained of, with the beginning of each sentence. */
function complaints(fields: Document): string[] {
  return plan(fields).complaints.map(({ kind, message }) => `${kind}: ${message}`)
}

test('a document that lacks nothing is left alone', () => {
  const done = plan({ ...MARKED, version_number: new Int32(7) })
  expect(done).toEqual({
    id: PYTHON_ID,
    name: 'luna',
    naming: null,
    completion: null,
    complaints: [],
  })
})

test('a document that lacks only the mark of a write gets one', () => {
  for (const write_id of [undefined, null, '']) {
    expect(plan({ write_id }).completion).toEqual({ set: {}, unset: [] })
  }
})

describe('the name of an active character', () => {
  test('becomes canonical, and leaves a trace of its old spelling', () => {
    for (const [stored, canonical] of [
      ['straße', 'strasse'],
      ['ｌｕｎａ', 'luna'],
      ['luna  nova', 'luna nova'],
      ['cafe\u0301', 'café'],
    ]) {
      expect(plan({ ...MARKED, name: stored })).toMatchObject({
        name: stored,
        naming: {
          step: 'renamed',
          wanted: canonical,
          set: { name: canonical, renamed_from: stored },
          unset: [],
        },
        completion: null,
      })
    }
  })

  test('that is none is left as it is, with the rule that it breaks', () => {
    for (const [name, message] of [
      [undefined, 'its name is no text'],
      [null, 'its name is no text'],
      [5, 'its name is no text'],
      ['a/b', "Invalid character name: must not hold '/' or '\\': give it another"],
      ['', 'Invalid character name: must hold a letter, a digit or a pictograph'],
      ['x'.repeat(101), 'Invalid character name: must hold at most 100 code points'],
      ['deleted/', "Invalid character name: must not hold '/'"],
    ]) {
      expect(plan({ ...MARKED, name })).toMatchObject({ naming: null, completion: null })
      expect(complaints({ ...MARKED, name })).toEqual([expect.stringContaining(`name: ${message}`)])
    }
  })

  test('comes back where another program made a deleted character active', () => {
    for (const name of [TOMBSTONE, 'deleted/of-another']) {
      const flipped = { ...MARKED, name, deleted_name: 'Straße', deleted_at: NOW }
      expect(plan(flipped)).toMatchObject({
        name: 'Straße',
        naming: {
          step: 'revived',
          wanted: 'strasse',
          set: { name: 'strasse' },
          unset: ['deleted_name', 'deleted_at'],
        },
        completion: null,
      })
    }
    expect(complaints({ name: TOMBSTONE })).toEqual([
      expect.stringContaining('its own is not known: set is_active to false'),
    ])
  })

  test('keeps nothing of a tombstone that another program wrote over', () => {
    const left = { ...MARKED, deleted_name: 'luna', deleted_at: null }
    expect(plan(left)).toMatchObject({
      naming: null,
      completion: { set: {}, unset: ['deleted_name', 'deleted_at'] },
    })
  })
})

describe('the name of a deleted character', () => {
  const deleted = { ...MARKED, is_active: false }

  test('is given up and kept as the original one, spelled as it was', () => {
    for (const name of ['luna', 'Straße', 'a/b']) {
      expect(plan({ ...deleted, name })).toMatchObject({
        name,
        naming: {
          step: 'freed',
          wanted: null,
          set: { name: TOMBSTONE, deleted_name: name, deleted_at: NOW },
        },
        complaints: [],
      })
    }
  })

  test('that was given up stays so', () => {
    const buried = { ...deleted, name: TOMBSTONE, deleted_name: 'luna' }
    expect(plan({ ...buried, deleted_at: NOW })).toMatchObject({ naming: null, completion: null })
    expect(plan(buried)).toMatchObject({ naming: null, completion: { set: { deleted_at: NOW } } })
  })

  test('is the one it has now, whatever an older tombstone left', () => {
    const left = { ...deleted, deleted_name: 'old', deleted_at: new Date(0) }
    expect(plan(left).naming?.set).toEqual({
      name: TOMBSTONE,
      deleted_name: 'luna',
      deleted_at: NOW,
    })
    for (const name of [null, 'deleted/of-another']) {
      expect(plan({ ...left, name })).toMatchObject({ name: 'old', complaints: [] })
      expect(plan({ ...left, name }).naming?.set).toEqual({ name: TOMBSTONE, deleted_at: NOW })
    }
  })

  test('that is not known is complained of, and given up all the same', () => {
    for (const name of [undefined, 7, TOMBSTONE]) {
      expect(complaints({ ...deleted, name })).toEqual([
        'name: its original name is not known: restore it with restoreCharacter(id, { name })',
      ])
    }
    expect(plan({ ...deleted, name: 7 }).naming?.set).toEqual({ name: TOMBSTONE, deleted_at: NOW })
  })
})

describe('fields', () => {
  test('that are absent are filled in with what was shown', () => {
    const bare = {
      is_active: undefined,
      version_number: undefined,
      avatar_url: undefined,
      voice_settings: undefined,
      created_at: undefined,
      updated_at: null,
    }
    expect(plan(bare)).toMatchObject({ complaints: [] })
    expect(plan(bare).completion?.set).toEqual({
      is_active: true,
      version_number: 1,
      avatar_url: null,
      voice_settings: null,
      created_at: new Date('2024-02-04T21:22:08.000Z'),
      updated_at: new Date('2024-02-04T21:22:08.000Z'),
    })
  })

  test('that hold times become dates', () => {
    const texts = { created_at: '2024-02-05T10:11:12.345678', updated_at: 1_707_127_872 }
    expect(plan(texts).completion?.set).toEqual({
      created_at: new Date('2024-02-05T10:11:12.345Z'),
      updated_at: new Date('2024-02-05T10:11:12.000Z'),
    })
  })

  test('that hold what they should not are left, and told of with what is shown', () => {
    const odd = {
      ...MARKED,
      is_active: 0,
      version_number: 'three',
      avatar_url: 7,
      voice_settings: ['no', 'object'],
      created_at: 'yesterday',
      updated_at: new Date(Number.NaN),
      display_name: 42,
      personality: null,
      system_prompt: undefined,
      traits: 'one',
    }
    expect(plan(odd).completion).toBeNull()
    expect(complaints(odd)).toEqual([
      'field: is_active is no boolean: it is read as true',
      'field: version_number is no integer of 1 or more: it is read as 1',
      'field: avatar_url is no text: it is read as null',
      'field: voice_settings is no object: it is read as null',
      'field: created_at is no time: it is read as 2024-02-04T21:22:08.000Z',
      'field: updated_at is no time: it is read as 2024-02-04T21:22:08.000Z',
      'field: display_name is no text: it is read as one',
      'field: personality is absent: give it one',
      'field: system_prompt is absent: give it one',
      'field: traits are no list of texts: they are read as one',
    ])
  })

  test('that count versions may do so in every numeric type', () => {
    for (const version_number of [1, new Int32(3), new Double(3), Long.fromNumber(3)]) {
      expect(plan({ ...MARKED, version_number })).toMatchObject({
        completion: null,
        complaints: [],
      })
    }
    for (const version_number of [0, 7.9, Long.MAX_VALUE, Number.NaN, {}]) {
      expect(complaints({ version_number })).toHaveLength(1)
    }
  })
})

test('a document whose id nobody can ask for is left alone', () => {
  const strange = [5, null, new Binary(new Uint8Array(16), 4), PYTHON_ID, { a: 1 }]
  for (const _id of strange) {
    const left = plan({ _id, name: 'Straße', version_number: undefined })
    expect(left).toMatchObject({ name: 'Straße', naming: null, completion: null })
    expect(left.complaints).toEqual([
      { kind: 'id', message: expect.stringContaining('no character can be found by it') },
    ])
  }
})

test('a document whose id is text is adopted, but for times that nothing tells', () => {
  const own = { ...MARKED, _id: 'my-own-id' }
  expect(plan({ ...own, name: 'Straße' }).naming?.wanted).toBe('strasse')
  expect(plan({ ...own, is_active: false }).naming?.set.name).toBe('deleted/my-own-id')
  expect(plan({ ...own, updated_at: undefined }).completion?.set).toEqual({
    updated_at: new Date('2024-02-05T10:11:12.345Z'),
  })
  expect(complaints({ ...own, created_at: null })).toEqual([
    'field: created_at is absent: it is read as 1970-01-01T00:00:00.000Z',
  ])
  expect(plan({ ...own, _id: new ObjectId() }).complaints).toEqual([])
})
