import type { CharacterResponse } from '../model/character.ts'
import type { LabelInfo } from '../model/label.ts'
import type { CharacterChangeInfo } from '../service/changes.ts'
import type { Deletion } from '../service/reads.ts'
import type { Answer } from './exchange.ts'

/** Reads the content of a success. @throws {Error} when it is not what it should be */
export type Reader<T> = (content: unknown, answer: Answer) => T

/** What fields must be, by the constructor of what they hold. */
type Shape = { readonly [field: string]: Function }

const CHARACTER: Shape = {
  id: String,
  name: String,
  display_name: String,
  personality: String,
  traits: Array,
  created_at: String,
  updated_at: String,
  is_active: Boolean,
  version_number: Number,
}

/** Reads one character; what a write has made is done, whatever the mount shows of it. */
export function readShown<C extends CharacterResponse>(content: unknown): C {
  return shaped(content, CHARACTER)
}

/** Reads one character of the full view. */
export function readFull<C extends CharacterResponse>(content: unknown): C {
  return shaped(content, { ...CHARACTER, system_prompt: String })
}

/** Reads a deleted character: in the safe view nobody is told by whom. */
export function deletedIn<C extends CharacterResponse>(one: Reader<C>): Reader<C & Deletion> {
  const untold: Deletion = { deleted_at: null, deleted_by: null }
  return (content, answer) => Object.freeze({ ...untold, ...one(content, answer) })
}

/** Reads a change: in the safe view without who and why. */
export function readChange(content: unknown): CharacterChangeInfo {
  const untold = { changed_by: null, note: null }
  return { ...untold, ...shaped<CharacterChangeInfo>(content, { version_number: Number }) }
}

/** Reads a label, in the same manner. */
export function readLabel(content: unknown): LabelInfo {
  const untold = { moved_by: null, note: null }
  return { ...untold, ...shaped<LabelInfo>(content, { label: String }) }
}

/** Reads `{ "count": n }`. */
export function readCount(content: unknown): number {
  return shaped<{ readonly count: number }>(content, { count: Number }).count
}

/** Reads `{ "status": "ok" }`. */
export function readHealth(content: unknown): void {
  shaped(content, { status: String })
}

/** Reads what says in words that something was done. */
export function readMessage(content: unknown): void {
  shaped(content, { message: String })
}

/** Reads a list of what is read so. */
export function listOf<T>(reader: Reader<T>): Reader<T[]> {
  return (content, answer) => (content as unknown[]).map((item) => reader(item, answer))
}

function shaped<T>(content: unknown, shape: Shape): T {
  const fields = content as { readonly [field: string]: unknown }
  for (const [field, type] of Object.entries(shape)) {
    if (Object(fields[field]).constructor !== type) throw new Error(`no ${field}`)
  }
  return content as T
}
