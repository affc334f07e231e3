import { describe, expect, test } from 'vitest'
import { COMMON_FIELDS } from '../../../../src/page/app/form/fields-of.ts'
import {
  chosen,
  editedFields,
  failed,
  open,
  outgoing,
  overtaken,
  saved,
  saving,
  settled,
  typed,
} from '../../../../src/page/app/state/editing.ts'
import { luna } from '../../../support/characters.ts'
import { lunaAt, write } from './written.ts'

const opened = open(COMMON_FIELDS, lunaAt(3))

describe('what is to be sent', () => {
  test('is the fields that changed, and nothing once they are as before', () => {
    const state = write(opened, { personality: 'Dry.', traits: ['dry'] })
    expect(outgoing(COMMON_FIELDS, state)).toEqual({
      ok: true,
      content: { personality: 'Dry.', traits: ['dry'] },
    })
    const back = write(state, { personality: luna().personality, traits: luna().traits })
    expect(editedFields(back)).toEqual([])
  })

  test('of a new character is what it needs and what was given', () => {
    const state = write(open(COMMON_FIELDS, null), { name: 'nova', display_name: 'Nova' })
    const content = outgoing(COMMON_FIELDS, state)
    expect(content.ok).toBe(false)
    expect(!content.ok && Object.keys(content.problems)).toEqual(['personality', 'system_prompt'])
    const whole = write(state, { personality: 'New.', system_prompt: 'Be new.' })
    expect(outgoing(COMMON_FIELDS, whole)).toEqual({
      ok: true,
      content: {
        name: 'nova',
        display_name: 'Nova',
        personality: 'New.',
        system_prompt: 'Be new.',
        traits: [],
      },
    })
  })

  test('of a copy is all that differs from an empty character, untouched or not', () => {
    const { values } = lunaAt(3)
    const copy = write(open(COMMON_FIELDS, null, { ...values, name: '' }), { name: 'nova' })
    const content = outgoing(COMMON_FIELDS, copy)
    expect(content).toMatchObject({
      ok: true,
      content: { name: 'nova', personality: luna().personality },
    })
  })
})

describe('saving', () => {
  test('keeps what was typed while it was on its way, unsaved', () => {
    const sent = saving(write(opened, { personality: 'One.' }))
    const later = write(sent, { display_name: 'Later' })
    const state = saved(later, lunaAt(4, { personality: 'One.' }))
    expect(state.save).toEqual({ kind: 'saved', version: 4 })
    expect(state.values).toMatchObject({ personality: 'One.', display_name: 'Later' })
    expect(editedFields(state)).toEqual(['display_name'])
    // Red when the controls are made anew below the fingers of whoever types.
    expect(state.revision).toBe(later.revision)
  })

  test('shows what the server made of it', () => {
    const state = saved(
      saving(write(opened, { name: ' LUNA II ' })),
      lunaAt(4, { name: 'luna ii' }),
    )
    expect(state.values.name).toBe('luna ii')
    expect(state.revision).toBe(opened.revision + 1)
    expect(editedFields(state)).toEqual([])
  })

  test('that is refused says so beside the field, and typing there takes it away', () => {
    const issues = [
      { path: ['traits', 1], message: 'must not be empty' },
      { path: ['traits'], message: 'are too many' },
      { path: ['name'], message: 'must be shorter' },
    ]
    const state = failed(saving(opened), { kind: 'invalid', issues })
    expect(state.problems).toEqual({ traits: '1 must not be empty', name: 'must be shorter' })
    expect(typed(state, 'traits', []).problems).toEqual({ name: 'must be shorter' })
    expect(failed(opened, { kind: 'taken' }).problems).toEqual({
      name: 'is taken by another character',
    })
  })

  test('that fails keeps the text', () => {
    const state = failed(saving(write(opened, { personality: 'Mine.' })), { kind: 'unknown' })
    expect(state.values.personality).toBe('Mine.')
    expect(editedFields(state)).toEqual(['personality'])
  })
})

describe('what somebody else has written meanwhile', () => {
  const mine = write(opened, { personality: 'Mine.', display_name: 'My Luna' })
  const theirs = lunaAt(4, { personality: 'Theirs.', traits: ['theirs'] })

  test('is shown beside mine, and nothing is taken before all is chosen', () => {
    const state = overtaken(COMMON_FIELDS, mine, theirs)
    expect(state.conflict?.merges.map(({ field, kind }) => [field.name, kind])).toEqual([
      ['display_name', 'mine'],
      ['personality', 'both'],
      ['traits', 'theirs'],
    ])
    // Red when a conflict replaces what was typed.
    expect(state.values).toBe(mine.values)
    expect(settled(state)).toBeNull()
  })

  test.each([
    ['mine', { side: 'mine' }, 'Mine.'],
    ['theirs', { side: 'theirs' }, 'Theirs.'],
    ['both', { side: 'together', value: 'Ours.' }, 'Ours.'],
  ] as const)('becomes what is chosen, on top of their version: %s', (_, choice, personality) => {
    const state = settled(chosen(overtaken(COMMON_FIELDS, mine, theirs), 'personality', choice))
    expect(state).toMatchObject({ stored: { version: 4 }, base: { traits: ['theirs'] } })
    expect(state?.values).toMatchObject({
      personality,
      display_name: 'My Luna',
      traits: ['theirs'],
    })
  })

  test('counts as saved where it is the very same: the answer to it was lost', () => {
    const same = lunaAt(4, { personality: 'Mine.', display_name: 'My Luna' })
    const state = overtaken(COMMON_FIELDS, mine, same)
    expect(state).toMatchObject({ conflict: null, save: { kind: 'saved', version: 4 } })
    expect(editedFields(state)).toEqual([])
  })
})
