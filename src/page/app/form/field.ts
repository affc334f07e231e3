import type { JsonValue } from '../../../model/json-value.ts'

/** What a field is edited with. */
export type FieldKind = 'line' | 'text' | 'number' | 'choice' | 'switch' | 'list' | 'json'

/** A field of a character as a form has it. */
export interface FormField {
  /** As a character has it: `system_prompt`. */
  readonly name: string
  /** For people: `System prompt`. */
  readonly title: string
  readonly description: string | null
  readonly kind: FieldKind
  /** Whether a new character must be given it. */
  readonly isRequired: boolean
  readonly isNullable: boolean
  /** What a `choice` chooses from, as texts, or what a `list` may hold; `null` for all else. */
  readonly choices: readonly string[] | null
  /** What the choices stand for, one for one; absent where that is the texts themselves. */
  readonly values?: readonly JsonValue[] | undefined
  /** In code points; of each text of a `list`. A text of which nothing may be left has 1 at least. */
  readonly minLength: number
  readonly maxLength: number | null
  readonly minimum: number | null
  readonly maximum: number | null
  readonly isInteger: boolean
  readonly maxItems: number | null
  /** What a new character starts with. */
  readonly initial: FormValue
}

/**
 * What a control holds: a text, a switch or a list. Numbers and JSON stay texts, so that nothing typed
 * is lost. `''` stands for `null` where that is allowed, for a list too, but for a text that may be
 * empty: it is the empty text there.
 */
export type FormValue = string | boolean | readonly string[]

/** What the controls of a form hold, by the names of their fields. */
export type FormValues = Readonly<Record<string, FormValue>>

/** What a form holds for a field: what a new character starts with, where it says nothing. */
export function heldIn(values: FormValues, field: FormField): FormValue {
  return (Object.hasOwn(values, field.name) ? values[field.name] : undefined) ?? field.initial
}
