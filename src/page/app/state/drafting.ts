import type { Draft } from '../drafts/draft.ts'
import type { FormField, FormValue, FormValues } from '../form/field.ts'
import { chosen, type Editing, editedFields, open, overtaken, type Stored } from './editing.ts'

/**
 * Begins to write with what was not saved the last time.
 *
 * @param given what a new one begins with
 */
export function reopen(
  fields: readonly FormField[],
  stored: Stored | null,
  draft: Draft | null,
  given: FormValues = {},
): Editing {
  const state = open(fields, stored, given)
  if (draft === null) return state
  const { base } = state
  const { version, values: together = {} } = draft.together ?? {}
  const isOfThis = version === stored?.version
  const known = new Set(fields.map(({ name }) => name))
  // They have changed it once more since both sides were put together: that is mine, and chosen again.
  const edited = Object.entries({ ...draft.edited, ...(isOfThis ? {} : together) })
  const values = { ...base, ...Object.fromEntries(edited.filter(([name]) => known.has(name))) }
  const restored = { ...state, values, restoredAt: draft.at }
  if (stored === null || stored.version === draft.baseVersion) return restored
  // The character has moved on: what the draft began from is known for the fields that it edits.
  const moved = overtaken(fields, { ...restored, base: { ...base, ...draft.base } }, stored)
  return Object.entries(isOfThis ? together : {}).reduce(
    (conflict, [name, value]) => chosen(conflict, name, { side: 'together', value }),
    moved,
  )
}

/**
 * What is kept in the browser until it is saved; `null` where there is nothing to keep.
 *
 * @param id under which it is kept
 */
export function draftOf(id: string, state: Editing, at: string): Draft | null {
  const edited = editedFields(state)
  if (edited.length === 0) return null
  const { stored, base, values } = state
  return {
    id,
    name: stored?.name ?? '',
    baseVersion: stored?.version ?? null,
    base: pick(base, edited),
    edited: pick(values, edited),
    together: togetherIn(state),
    at,
  }
}

function togetherIn({ conflict }: Editing): Draft['together'] {
  const values = Object.entries(conflict?.choices ?? {}).flatMap(([name, choice]) =>
    choice.side === 'together' ? [[name, choice.value] as const] : [],
  )
  if (conflict === null || values.length === 0) return null
  return { version: conflict.theirs.version, values: Object.fromEntries(values) }
}

function pick(values: FormValues, names: readonly string[]): FormValues {
  const kept: Record<string, FormValue> = {}
  for (const name of names) {
    const value = values[name]
    if (value !== undefined) kept[name] = value
  }
  return kept
}
