import { describe, expect, test } from 'vitest'
import { COMMON_FIELDS } from '../../../../src/page/app/form/fields-of.ts'
import { draftOf, reopen } from '../../../../src/page/app/state/drafting.ts'
import { chosen, discarded, open, overtaken } from '../../../../src/page/app/state/editing.ts'
import { luna } from '../../../support/characters.ts'
import { AT, lunaAt, write } from './written.ts'

const opened = open(COMMON_FIELDS, lunaAt(3))

describe('a draft', () => {
  const mine = write(opened, { personality: 'Mine.' })
  const draft = draftOf('a'.repeat(24), mine, AT)

  test('is what differs, and nothing where nothing does', () => {
    expect(draftOf('a', opened, AT)).toBeNull()
    expect(draft).toMatchObject({
      baseVersion: 3,
      base: { personality: luna().personality },
      edited: { personality: 'Mine.' },
    })
    expect(Object.keys(draft?.edited ?? {})).toEqual(['personality'])
  })

  test('is there again when the character is opened', () => {
    const state = reopen(COMMON_FIELDS, lunaAt(3), draft)
    expect(state).toMatchObject({ restoredAt: AT, conflict: null })
    expect(state.values.personality).toBe('Mine.')
  })

  test('whose character has moved on is a conflict, or none where it did not touch its fields', () => {
    const moved = reopen(COMMON_FIELDS, lunaAt(5, { personality: 'Theirs.' }), draft)
    expect(moved.conflict?.merges.map(({ kind }) => kind)).toEqual(['both'])
    const beside = reopen(COMMON_FIELDS, lunaAt(5, { display_name: 'Theirs' }), draft)
    expect(beside.conflict?.merges.map(({ field, kind }) => [field.name, kind])).toEqual([
      ['personality', 'mine'],
    ])
  })

  test('that is discarded leaves what is stored', () => {
    const state = discarded(reopen(COMMON_FIELDS, lunaAt(3), draft))
    expect(state.values).toBe(state.base)
    expect(state).toMatchObject({ restoredAt: null, revision: 1 })
  })

  test('knows no field that the server does not have', () => {
    const odd = draft && { ...draft, edited: { ...draft.edited, mood: 'wild' } }
    expect(Object.keys(reopen(COMMON_FIELDS, lunaAt(3), odd).values)).not.toContain('mood')
  })
})

describe('what is written of both sides of a conflict', () => {
  const theirs = lunaAt(4, { personality: 'Theirs.' })
  const conflict = overtaken(COMMON_FIELDS, write(opened, { personality: 'Mine.' }), theirs)
  const both = chosen(conflict, 'personality', { side: 'together', value: 'Ours.' })
  const draft = draftOf('a'.repeat(24), both, AT)

  // Red when a draft holds what was typed before the conflict alone.
  test('is there again, and chosen, beside the same version', () => {
    const again = reopen(COMMON_FIELDS, theirs, draft)
    expect(again.conflict?.choices).toEqual({ personality: { side: 'together', value: 'Ours.' } })
    expect(again.values.personality).toBe('Mine.')
  })

  // Red when it stays chosen: the last version of the others would be written over unseen.
  test('is mine, and chosen once more, where they have gone on', () => {
    const again = reopen(COMMON_FIELDS, lunaAt(5, { personality: 'Theirs again.' }), draft)
    expect(again.conflict).toMatchObject({ choices: {}, merges: [{ kind: 'both', mine: 'Ours.' }] })
  })

  test('is no part of a draft where one side was chosen', () => {
    const mine = chosen(conflict, 'personality', { side: 'mine' })
    expect(draftOf('a', mine, AT)).toMatchObject({
      together: null,
      edited: { personality: 'Mine.' },
    })
  })
})
