import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FormValues, heldIn } from '../../../../src/page/app/form/field.ts'
import { COMMON_FIELDS, fieldsOf } from '../../../../src/page/app/form/fields-of.ts'
import { merged, mergeFields } from '../../../../src/page/app/merge/merge-fields.ts'

const base: FormValues = {
  name: 'luna',
  display_name: 'Luna',
  personality: 'Curious.',
  traits: ['calm'],
}

describe('the fields that somebody changed', () => {
  const merges = mergeFields(
    COMMON_FIELDS,
    base,
    { ...base, display_name: 'Mine', personality: 'Mine.', traits: ['calm', 'kind'] },
    { ...base, name: 'selene', personality: 'Theirs.', traits: ['calm', 'kind'] },
  )

  test('come in the order of the form, with who changed them', () => {
    expect(merges.map(({ field, kind }) => [field.name, kind])).toEqual([
      ['name', 'theirs'],
      ['display_name', 'mine'],
      ['personality', 'both'],
      ['traits', 'same'],
    ])
    expect(merges[2]).toMatchObject({ base: 'Curious.', mine: 'Mine.', theirs: 'Theirs.' })
  })

  test('are undecided while both changed one and nothing is chosen', () => {
    expect(merged(merges, {})).toBeNull()
    expect(merged(merges, { display_name: { side: 'theirs' } })).toBeNull()
  })

  test('become what is chosen, and without a choice what its one writer made of them', () => {
    const rest = { name: 'selene', display_name: 'Mine', traits: ['calm', 'kind'] }
    const chosen = (personality: NonNullable<Parameters<typeof merged>[1][string]>): unknown =>
      merged(merges, { personality })
    expect(chosen({ side: 'mine' })).toEqual({ ...rest, personality: 'Mine.' })
    expect(chosen({ side: 'theirs' })).toEqual({ ...rest, personality: 'Theirs.' })
    expect(chosen({ side: 'together', value: 'Ours.' })).toEqual({ ...rest, personality: 'Ours.' })
  })

  test('may be chosen where only one side changed them', () => {
    const choices = { personality: { side: 'mine' }, display_name: { side: 'theirs' } } as const
    expect(merged(merges, choices)).toMatchObject({ display_name: 'Luna' })
  })
})

test('a field of which a side says nothing holds what a new character starts with', () => {
  const [flag] = fieldsOf({ properties: { flag: { type: 'boolean', default: true } } })
  if (flag === undefined) throw new Error('no field')
  expect(mergeFields([flag], {}, { flag: true }, {})).toEqual([])
  expect(mergeFields([flag], {}, { flag: false }, {})).toMatchObject([{ kind: 'mine', base: true }])
})

test('no name of a field is taken for what every object has', () => {
  const fields = fieldsOf({ properties: { constructor: { type: 'string' } } })
  const merges = mergeFields(
    fields,
    {},
    { constructor: 'a' } as object as FormValues,
    {
      constructor: 'b',
    } as object as FormValues,
  )
  expect(merges).toMatchObject([{ kind: 'both', base: '' }])
  expect(merged(merges, {})).toBeNull()
})

/** Red when a field of which only they made something becomes what it was. */
test('nothing that only one side changed is lost, and no other field is touched', () => {
  const value = fc.constantFrom('', 'a', 'b')
  const form = fc.record({
    name: value,
    display_name: value,
    personality: value,
    avatar_url: value,
  })
  fc.assert(
    fc.property(
      form,
      form,
      form,
      fc.constantFrom('mine', 'theirs'),
      (before, mine, theirs, side) => {
        const merges = mergeFields(COMMON_FIELDS, before, mine, theirs)
        const choices = Object.fromEntries(
          merges.filter(({ kind }) => kind === 'both').map(({ field }) => [field.name, { side }]),
        )
        const result: FormValues = { ...theirs, ...merged(merges, choices) }
        for (const field of COMMON_FIELDS) {
          const [was, my, their, is] = [before, mine, theirs, result].map((one) =>
            heldIn(one, field),
          )
          const winner = side === 'mine' ? my : their
          expect(is).toBe(my === was ? their : their === was ? my : winner)
        }
      },
    ),
  )
})
