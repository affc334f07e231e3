import type { View } from '../http/view.ts'
import type { CharacterResponse } from '../model/character.ts'
import { deepFreeze } from '../model/deep-freeze.ts'
import type { LabelInfo } from '../model/label.ts'
import type { CharacterChangeInfo } from '../service/changes.ts'
import type { Answer } from './exchange.ts'
import { CharacterHttpError } from './http-error.ts'

/** Reads what a success says. */
export type Reader<T> = (answer: Answer) => T

/** Reads one character, as the view of the client shows it. */
export function characterReader<C extends CharacterResponse>(view: View): Reader<C> {
  return reader((content) => character(content, view) as C)
}

/** Reads a page of characters. */
export function pageReader<C extends CharacterResponse>(view: View): Reader<C[]> {
  return reader((content) => (content as unknown[]).map((one) => character(one, view) as C))
}

/** Reads `{ "count": n }`. */
export const readCount: Reader<number> = /* @__PURE__ */ reader((content) => {
  const { count } = content as { readonly count?: unknown }
  return Number.isSafeInteger(count) ? (count as number) : refuse('count')
})

/** Reads a list of changes: in the safe view without who and why. */
export const changesReader: Reader<CharacterChangeInfo[]> = /* @__PURE__ */ reader((content) =>
  (content as unknown[]).map((one) => {
    const fields = Object(one) as CharacterChangeInfo
    if (!Number.isSafeInteger(fields.version_number)) refuse('change')
    return { ...fields, changed_by: fields.changed_by ?? null, note: fields.note ?? null }
  }),
)

/** Reads a label, in the same manner. */
export const labelReader: Reader<LabelInfo> = /* @__PURE__ */ reader(label)

/** Reads a list of labels. */
export const labelsReader: Reader<LabelInfo[]> = /* @__PURE__ */ reader((content) =>
  (content as unknown[]).map(label),
)

function label(content: unknown): LabelInfo {
  const fields = Object(content) as LabelInfo
  if (typeof fields.label !== 'string') refuse('label')
  return { ...fields, moved_by: fields.moved_by ?? null, note: fields.note ?? null }
}

/** Of a success that has nothing to tell: that it is one of ours. */
export const readNothing: Reader<void> = /* @__PURE__ */ reader((content) => {
  if (Object(content) !== content) refuse('message')
})

/** What cannot be read as what it should be is none of ours, whatever is wrong with it. */
function reader<T>(read: (content: unknown) => T): Reader<T> {
  return ({ status, content }) => {
    try {
      return read(content)
    } catch (cause) {
      const message = `The server does not answer as this library does: ${cause}`
      throw new CharacterHttpError(status, 'UNEXPECTED_ANSWER', message, { cause })
    }
  }
}

const TEXTS = ['id', 'name', 'display_name', 'personality', 'created_at', 'updated_at']

function character(content: unknown, view: View): object {
  const fields = content as { readonly [field: string]: unknown }
  const isOne =
    TEXTS.every((field) => typeof fields[field] === 'string') &&
    Array.isArray(fields.traits) &&
    typeof fields.is_active === 'boolean' &&
    Number.isSafeInteger(fields.version_number)
  if (!isOne) refuse('character')
  if (view === 'full' && typeof fields.system_prompt !== 'string') {
    refuse('system_prompt, as in the safe view')
  }
  return deepFreeze(fields)
}

function refuse(what: string): never {
  throw new Error(`no ${what}`)
}
