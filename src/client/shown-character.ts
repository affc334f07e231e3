import type { View } from '../http/view.ts'
import type { CharacterResponse } from '../model/character.ts'
import { deepFreeze } from '../model/deep-freeze.ts'
import type { Answer } from './exchange.ts'
import { CharacterHttpError } from './http-error.ts'

/** Reads what a success says. */
export type Reader<T> = (answer: Answer) => T

/** Reads one character, as the view of the client shows it. */
export function characterReader<C extends CharacterResponse>(view: View): Reader<C> {
  return (answer) => readWith(answer, (content) => character(content, view) as C)
}

/** Reads a page of characters. */
export function pageReader<C extends CharacterResponse>(view: View): Reader<C[]> {
  return (answer) =>
    readWith(answer, (content) => {
      if (!Array.isArray(content)) throw new Error('It is no page')
      return content.map((one) => character(one, view) as C)
    })
}

/** Reads `{ "count": n }`. */
export function readCount(answer: Answer): number {
  return readWith(answer, (content) => {
    const { count } = Object(content) as { readonly count?: unknown }
    if (!Number.isSafeInteger(count)) throw new Error('It is no count')
    return count as number
  })
}

/** Of a success that has nothing to tell: that it is one of ours. */
export function readNothing(answer: Answer): void {
  readWith(answer, (content) => {
    if (typeof content !== 'object' || content === null) throw new Error('It is no message')
  })
}

/** @throws {CharacterHttpError} when the answer is not what it should be */
function readWith<T>({ status, content }: Answer, read: (content: unknown) => T): T {
  try {
    return read(content)
  } catch (cause) {
    const reason = cause instanceof Error ? `: ${cause.message}` : ''
    const message = `The server did not answer as this library does${reason}`
    throw new CharacterHttpError(status, 'UNEXPECTED_ANSWER', message, { cause })
  }
}

const TEXTS = ['id', 'name', 'display_name', 'personality', 'created_at', 'updated_at']
const PROMPT = 'It has no system_prompt: the mount shows the safe view'

/** Whatever is nested too deep to be frozen is none of ours either. */
function character(content: unknown, view: View): object {
  const fields = Object(content) as { readonly [field: string]: unknown }
  const isOne =
    TEXTS.every((field) => typeof fields[field] === 'string') &&
    Array.isArray(fields.traits) &&
    typeof fields.is_active === 'boolean' &&
    Number.isSafeInteger(fields.version_number)
  if (!isOne) throw new Error('It is no character')
  if (view === 'full' && typeof fields.system_prompt !== 'string') throw new Error(PROMPT)
  return deepFreeze(fields)
}
