import type { CharacterResponse } from '../model/character.ts'
import type { LabelInfo } from '../model/label.ts'
import type { CharacterChangeInfo } from '../service/changes.ts'
import type { Deletion } from '../service/reads.ts'
import type { Answer } from './exchange.ts'

/** Reads the content of a success. @throws {Error} when it is not what it should be */
export type Reader<T> = (content: unknown, answer: Answer) => T

type Fields = { readonly [field: string]: unknown }

/** Reads a list of what is read so. */
export function listOf<T>(reader: Reader<T>): Reader<T[]> {
  return (content, answer) => (content as unknown[]).map((item) => reader(item, answer))
}

const TEXTS = ['id', 'name', 'display_name', 'personality', 'created_at', 'updated_at']

/** Reads one character; what a write has made is done, whatever the mount shows of it. */
export function readShown<C extends CharacterResponse>(content: unknown): C {
  const fields = content as Fields
  const isOne =
    TEXTS.every((field) => typeof fields[field] === 'string') &&
    Array.isArray(fields.traits) &&
    typeof fields.is_active === 'boolean' &&
    Number.isSafeInteger(fields.version_number)
  return isOne ? (fields as C) : refuse('character')
}

/** Reads one character of the full view. */
export function readFull<C extends CharacterResponse>(content: unknown): C {
  if (typeof (content as Fields).system_prompt === 'string') return readShown(content)
  return refuse('system_prompt, as in the safe view')
}

/** Reads `{ "count": n }`. */
export function readCount(content: unknown): number {
  const { count } = content as Fields
  return Number.isSafeInteger(count) ? (count as number) : refuse('count')
}

/** Reads a deleted character: in the safe view nobody is told by whom. */
export function deletedIn<C extends CharacterResponse>(one: Reader<C>): Reader<C & Deletion> {
  const untold: Deletion = { deleted_at: null, deleted_by: null }
  return (content, answer) => Object.freeze({ ...untold, ...one(content, answer) })
}

/** Reads a change: in the safe view without who and why. */
export const readChange: Reader<CharacterChangeInfo> = notedItem('version_number', 'changed_by')

/** Reads a label, in the same manner. */
export const readLabel: Reader<LabelInfo> = notedItem('label', 'moved_by')

function notedItem<Item extends object>(field: keyof Item & string, by: keyof Item): Reader<Item> {
  return (content) => {
    const item = { [by]: null, note: null, ...(content as Item) }
    if (item[field] === undefined) refuse(field)
    return item
  }
}

/** Of a success that has nothing to tell: that it is one of ours. */
export function readNothing(content: unknown): void {
  if (Object(content) !== content) refuse('message')
}

function refuse(what: string): never {
  throw new Error(`no ${what}`)
}
