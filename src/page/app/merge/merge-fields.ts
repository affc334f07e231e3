import { type FormField, type FormValue, type FormValues, heldIn } from '../form/field.ts'
import { sameFormValue } from '../form/form-value.ts'
import { linesTogether, listTogether } from './together.ts'

/** A field that somebody changed: what it was, what I made of it, and what they made of it. */
export interface FieldMerge {
  readonly field: FormField
  readonly base: FormValue
  readonly mine: FormValue
  readonly theirs: FormValue
  /** Who changed it: only I, only they, both to the same, or both differently. */
  readonly kind: 'mine' | 'theirs' | 'same' | 'both'
}

/** What the person chose for a field. */
export type Choice =
  | { readonly side: 'mine' | 'theirs' }
  | { readonly side: 'together'; readonly value: FormValue }

/** The fields that somebody changed, in the order of the form. */
export function mergeFields(
  fields: readonly FormField[],
  base: FormValues,
  mine: FormValues,
  theirs: FormValues,
): readonly FieldMerge[] {
  return fields.flatMap((field) => {
    const sides = {
      field,
      base: heldIn(base, field),
      mine: heldIn(mine, field),
      theirs: heldIn(theirs, field),
    }
    const kind = kindOf(sides)
    return kind === null ? [] : [{ ...sides, kind }]
  })
}

function kindOf({ base, mine, theirs }: Omit<FieldMerge, 'kind'>): FieldMerge['kind'] | null {
  if (sameFormValue(mine, theirs)) return sameFormValue(mine, base) ? null : 'same'
  if (sameFormValue(theirs, base)) return 'mine'
  return sameFormValue(mine, base) ? 'theirs' : 'both'
}

/**
 * What the changed fields are to hold on top of what they made of the character: what I changed where I
 * alone did, what was chosen where there is a choice. `null` while one is missing.
 */
export function merged(
  merges: readonly FieldMerge[],
  choices: Readonly<Record<string, Choice>>,
): FormValues | null {
  const values: [name: string, value: FormValue][] = []
  for (const { field, kind, mine, theirs } of merges) {
    const { name } = field
    const choice = Object.hasOwn(choices, name) ? choices[name] : undefined
    if (kind === 'both' && choice === undefined) return null
    const side = choice?.side ?? kind
    if (choice?.side === 'together') values.push([name, choice.value])
    else values.push([name, side === 'mine' ? mine : theirs])
  }
  return Object.fromEntries(values)
}

/**
 * Something to start from where a person writes both sides together. Of texts, what both changed where
 * no line is touched by both, else mine with theirs below; of lists, all that both have; of all else,
 * mine.
 */
export function suggestTogether({ field, base, mine, theirs }: FieldMerge): FormValue {
  if (field.kind === 'list') return listTogether(itemsOf(base), itemsOf(mine), itemsOf(theirs))
  const isText = field.kind === 'line' || field.kind === 'text'
  if (!isText || typeof mine !== 'string' || typeof theirs !== 'string') return mine
  const below = field.kind === 'line' ? ' ' : /[\r\n]$/.test(mine) ? '' : '\n'
  const isOne = mine === '' || theirs === ''
  return linesTogether(String(base), mine, theirs) ?? mine + (isOne ? '' : below) + theirs
}

function itemsOf(value: FormValue): readonly string[] {
  return typeof value === 'object' ? value : []
}
