import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { FormField, FormValue } from '../../../../src/page/app/form/field.ts'
import { suggestTogether } from '../../../../src/page/app/merge/merge-fields.ts'
import { anyText, fieldOf } from '../form/fields.ts'

function together(
  base: FormValue,
  mine: FormValue,
  theirs: FormValue,
  field: FormField = anyText,
): FormValue {
  return suggestTogether({ field, base, mine, theirs, kind: 'both' })
}

describe('of two texts', () => {
  test('what both changed is taken where they touch other lines', () => {
    expect(together('a\nb\nc\nd\n', 'A\nb\nc\nd\n', 'a\nb\nC\nd\ne\n')).toBe('A\nb\nC\nd\ne\n')
    expect(together('a\nb\n', 'A\nb\n', 'a\nB\n')).toBe('A\nB\n')
    expect(together('a\nb\n', 'a\nB', 'a\nb\nc\n')).toBe('a\nB\nc\n')
    expect(together('a\r\nb\r\n', 'b\r\n', 'a\r\nb\r\nc')).toBe('b\r\nc')
  })

  test('a line that both changed in one way is taken once', () => {
    expect(together('a\n\nb\nc\n', 'A\n\nb\nmine\n', 'A\n\ntheirs\nc\n')).toBe(
      'A\n\ntheirs\nmine\n',
    )
  })

  /** Red when a change that begins inside another one counts as another line. */
  test('mine comes before theirs where both touch one line', () => {
    expect(together('a\nb\nc\n', 'A\nB\nc\n', 'a\nb2\nc\n')).toBe('A\nB\nc\na\nb2\nc\n')
    expect(together('a\nb', 'a\nmine', 'a\ntheirs')).toBe('a\nmine\na\ntheirs')
    expect(together('a\n', 'a\nmine\n', 'a\ntheirs\n')).toBe('a\nmine\na\ntheirs\n')
    expect(together('a', '', 'theirs')).toBe('theirs')
    expect(together('a', 'mine', 'theirs', fieldOf(z.string().max(9).default('')))).toBe(
      'mine theirs',
    )
  })

  test('every line that somebody wrote is there, and none that both left is gone', () => {
    const side = fc.array(fc.constantFrom('', 'x', 'y'), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(side, side, (my, their) => {
        const lines = ['a', 'b', 'c', 'd', 'e', 'f']
        const edited = (edits: readonly string[], who: string): string =>
          lines.map((line, at) => (edits[at] ? `${edits[at]}${who}${at}` : line)).join('\n')
        const text = String(together(lines.join('\n'), edited(my, 'me'), edited(their, 'they')))
        for (const [at, line] of lines.entries()) {
          if (my[at]) expect(text).toContain(`${my[at]}me${at}`)
          if (their[at]) expect(text).toContain(`${their[at]}they${at}`)
          if (!my[at] && !their[at]) expect(text.split('\n')).toContain(line)
        }
        const isApart = lines.every((_, at) => !my[at] || !their[at])
        if (isApart) expect(text.split('\n')).toHaveLength(6)
      }),
    )
  })
})

describe('of two lists', () => {
  const list = fieldOf(z.array(z.string()).nullable().default(null))

  test('both have what they put in, and neither what it took out', () => {
    expect(together(['a', 'b', 'c'], ['a', 'b', 'mine'], ['a', 'theirs', 'c'], list)).toEqual([
      ...['a', 'theirs', 'mine'],
    ])
    expect(together(['a'], ['a', 'b'], ['new', 'a', 'b', 'c'], list)).toEqual([
      'new',
      'a',
      'b',
      'c',
    ])
    expect(together('', ['mine'], ['theirs'], list)).toEqual(['theirs', 'mine'])
    expect(together(['a'], '', ['a', 'b'], list)).toEqual(['b'])
  })
})

test('of all else, mine is what to start from', () => {
  expect(together('1', '2', '3', fieldOf(z.int().default(1)))).toBe('2')
  expect(together(false, true, false, fieldOf(z.boolean().default(true)))).toBe(true)
})
