import type { CharacterIssue } from '../../../errors.ts'
import type { FormField, FormValue, FormValues } from '../form/field.ts'
import { fromFormValue, sameFormValue, toFormValue } from '../form/form-value.ts'
import { type Choice, type FieldMerge, merged, mergeFields } from '../merge/merge-fields.ts'
import type { Failure } from './failure.ts'

/** A character as the server gave it. */
export interface Stored {
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly version: number
  readonly updatedAt: string
  readonly values: FormValues
  /** Whether the server shows its system prompt. */
  readonly showsPrompt: boolean
  readonly character: Readonly<Record<string, unknown>>
}

/** What is known of the last attempt to save. */
export type SaveState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'saving'; readonly sent: FormValues }
  | { readonly kind: 'saved'; readonly version: number }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** What somebody else made of the character meanwhile. */
export interface Conflict {
  readonly theirs: Stored
  readonly merges: readonly FieldMerge[]
  readonly choices: Readonly<Record<string, Choice>>
}

/** What became of a character that is no longer under its name. */
export type Gone =
  | {
      readonly kind: 'deleted'
      readonly displayName: string
      readonly at: string | null
      readonly by: string | null
    }
  | { readonly kind: 'renamed'; readonly displayName: string; readonly name: string }
  | { readonly kind: 'lost' }

/** A character that is being written: plain data, replaced at each step. */
export interface Editing {
  /** `null` while it is new. */
  readonly stored: Stored | null
  /** What is stored, or what a new character starts with. */
  readonly base: FormValues
  readonly values: FormValues
  /** What is wrong, by field. */
  readonly problems: Readonly<Record<string, string>>
  readonly save: SaveState
  readonly conflict: Conflict | null
  readonly gone: Gone | null
  /** From when the unsaved changes are that were found here. */
  readonly restoredAt: string | null
  /** Whether this browser keeps what is not saved. */
  readonly isKept: boolean
  /** Raised whenever the values become others than those that were typed. */
  readonly revision: number
}

/** Takes what the server gave for a form. */
export function storedOf(fields: readonly FormField[], given: object): Stored {
  const character = given as Readonly<Record<string, unknown>>
  return {
    id: String(character.id),
    name: String(character.name),
    displayName: String(character.display_name),
    version: Number(character.version_number),
    updatedAt: String(character.updated_at),
    values: Object.fromEntries(
      fields.map((field) => [field.name, toFormValue(field, character[field.name])]),
    ),
    showsPrompt: typeof character.system_prompt === 'string',
    character,
  }
}

/** Whether a character is what a form says of a new one, and has no later version. */
export function isAsWritten({ version, values }: Stored, written: FormValues): boolean {
  const others = Object.entries(written).filter(([name]) => name !== 'name')
  return version === 1 && others.every(([name, value]) => String(values[name]) === String(value))
}

/** What a new character starts with. */
export function initialValues(fields: readonly FormField[]): FormValues {
  return Object.fromEntries(fields.map(({ name, initial }) => [name, initial]))
}

/**
 * Begins to write: a stored character, or a new one.
 *
 * @param given what a new one begins with
 */
export function open(
  fields: readonly FormField[],
  stored: Stored | null,
  given: FormValues = {},
): Editing {
  const base = stored?.values ?? { ...initialValues(fields), ...given }
  return {
    stored,
    base,
    values: base,
    problems: {},
    save: { kind: 'idle' },
    conflict: null,
    gone: null,
    restoredAt: null,
    isKept: true,
    revision: 0,
  }
}

/** The fields that are not as they are stored. */
export function editedFields({ base, values }: Editing): readonly string[] {
  return Object.keys(values).filter((name) => {
    const [before, now] = [base[name], values[name]]
    return (
      now !== undefined && before !== now && !(before !== undefined && sameFormValue(before, now))
    )
  })
}

/** Something was typed or chosen. */
export function typed(state: Editing, field: string, value: FormValue): Editing {
  const { [field]: _, ...problems } = state.problems
  const save: SaveState = state.save.kind === 'saving' ? state.save : { kind: 'idle' }
  return { ...state, values: { ...state.values, [field]: value }, problems, save }
}

/** The values are those that are stored again. */
export function discarded(state: Editing): Editing {
  return {
    ...state,
    values: state.base,
    problems: {},
    save: { kind: 'idle' },
    conflict: null,
    gone: null,
    restoredAt: null,
    revision: state.revision + 1,
  }
}

/** What is to be sent: the fields that changed, or all that a new character needs. */
export type Outgoing =
  | { readonly ok: true; readonly content: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problems: Readonly<Record<string, string>> }

/** Makes what is to be sent of what the form holds. */
export function outgoing(fields: readonly FormField[], state: Editing): Outgoing {
  const edited = new Set(editedFields(state))
  const content: Record<string, unknown> = {}
  const problems: Record<string, string> = {}
  for (const field of fields) {
    const value = state.values[field.name]
    if (value === undefined) continue
    const isGiven = field.isRequired || !sameFormValue(value, field.initial)
    if (!(state.stored === null ? isGiven : edited.has(field.name))) continue
    const parsed = fromFormValue(field, value)
    if (parsed.ok) content[field.name] = parsed.value
    else problems[field.name] = parsed.message
  }
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, content }
}

/** It is on its way. */
export function saving(state: Editing): Editing {
  return { ...state, problems: {}, save: { kind: 'saving', sent: state.values } }
}

/** Something in it is wrong, as the page or the server says. */
export function refused(state: Editing, problems: Readonly<Record<string, string>>): Editing {
  const issues = Object.entries(problems).map(([field, message]) => ({ path: [field], message }))
  return { ...state, problems, save: { kind: 'failed', failure: { kind: 'invalid', issues } } }
}

/** What the server finds wrong, by field: the first of each. */
export function problemsOf(issues: readonly CharacterIssue[]): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {}
  for (const { path, message } of issues) {
    const [field = '', ...inside] = path.map(String)
    problems[field] ??= inside.length > 0 ? `${inside.join('.')} ${message}` : message
  }
  return problems
}

/** It could not be saved. */
export function failed(state: Editing, failure: Failure): Editing {
  if (failure.kind === 'invalid') return refused(state, problemsOf(failure.issues))
  if (failure.kind === 'taken') return refused(state, { name: 'is taken by another character' })
  return { ...state, save: { kind: 'failed', failure } }
}

/** It is stored. What was typed while it was on its way is still there, unsaved. */
export function saved(state: Editing, stored: Stored): Editing {
  const sent = state.save.kind === 'saving' ? state.save.sent : state.values
  const later = Object.entries(state.values).filter(([name, value]) => value !== sent[name])
  return {
    ...state,
    stored,
    base: stored.values,
    values: { ...stored.values, ...Object.fromEntries(later) },
    problems: {},
    save: { kind: 'saved', version: stored.version },
    conflict: null,
    gone: null,
    restoredAt: null,
    revision: later.length > 0 ? state.revision : state.revision + 1,
  }
}

/** Somebody else has written it. Where both say the same, it counts as saved. */
export function overtaken(fields: readonly FormField[], state: Editing, theirs: Stored): Editing {
  const merges = mergeFields(fields, state.base, state.values, theirs.values)
  const isSame = merges.every(({ kind }) => kind === 'same' || kind === 'theirs')
  if (isSame) return saved({ ...state, values: theirs.values, save: { kind: 'idle' } }, theirs)
  return { ...state, save: { kind: 'idle' }, conflict: { theirs, merges, choices: {} } }
}

/** One field of a conflict is decided. */
export function chosen(state: Editing, field: string, choice: Choice): Editing {
  const { conflict } = state
  if (conflict === null) return state
  const choices = { ...conflict.choices, [field]: choice }
  return { ...state, conflict: { ...conflict, choices } }
}

/** What was chosen, on top of what the others wrote; `null` while something is not chosen. */
export function settled(state: Editing): Editing | null {
  const { conflict } = state
  if (conflict === null) return null
  const { theirs, merges, choices } = conflict
  const values = merged(merges, choices)
  if (values === null) return null
  return {
    ...state,
    stored: theirs,
    base: theirs.values,
    values: { ...theirs.values, ...values },
    conflict: null,
    revision: state.revision + 1,
  }
}
