import type { View } from '../http/view.ts'
import type { CharacterResponse } from '../model/character.ts'
import { deepFreeze } from '../model/deep-freeze.ts'
import type { LabelInfo } from '../model/label.ts'
import type { CharacterChangeInfo } from '../service/changes.ts'
import type { Answer } from './exchange.ts'

/** Reads the content of a success. @throws {Error} when it is not what it should be */
export type Reader<T> = (content: unknown, answer: Answer) => T

type Fields = { readonly [field: string]: unknown }

/** Reads a list of what is read so. */
export function listOf<T>(reader: Reader<T>): Reader<T[]> {
  return (content, answer) => (content as unknown[]).map((item) => reader(item, answer))
}

const TEXTS = ['id', 'name', 'display_name', 'personality', 'created_at', 'updated_at']

/** Reads one character, as the view of the client shows it. */
export function characterIn<C extends CharacterResponse>(view: View): Reader<C> {
  return (content) => {
    const fields = content as Fields
    const isOne =
      TEXTS.every((field) => typeof fields[field] === 'string') &&
      Array.isArray(fields.traits) &&
      typeof fields.is_active === 'boolean' &&
      Number.isSafeInteger(fields.version_number)
    if (!isOne) refuse('character')
    if (view === 'full' && typeof fields.system_prompt !== 'string') {
      refuse('system_prompt, as in the safe view')
    }
    return deepFreeze(fields as C)
  }
}

/** Reads `{ "count": n }`. */
export function readCount(content: unknown): number {
  const { count } = content as Fields
  return Number.isSafeInteger(count) ? (count as number) : refuse('count')
}

/** Reads a change: in the safe view without who and why. */
export function readChange(content: unknown): CharacterChangeInfo {
  const fields = Object(content) as CharacterChangeInfo
  if (!Number.isSafeInteger(fields.version_number)) refuse('change')
  return { ...fields, changed_by: fields.changed_by ?? null, note: fields.note ?? null }
}

/** Reads a label, in the same manner. */
export function readLabel(content: unknown): LabelInfo {
  const fields = Object(content) as LabelInfo
  if (typeof fields.label !== 'string') refuse('label')
  return { ...fields, moved_by: fields.moved_by ?? null, note: fields.note ?? null }
}

/** Of a success that has nothing to tell: that it is one of ours. */
export function readNothing(content: unknown): void {
  if (Object(content) !== content) refuse('message')
}

function refuse(what: string): never {
  throw new Error(`no ${what}`)
}
