import type { Document } from 'mongodb'
import type { Character } from '../../model/character.ts'
import { fromHead } from './document.ts'
import { toIsoTime } from './time.ts'
import { toJson, toText } from './value.ts'

/** What a document lacks, and what of it is odd. */
export interface FieldPlan {
  readonly set: Document
  /** A sentence for each field that holds what it should not. */
  readonly odd: readonly string[]
}

/**
 * Fills in what is absent, with what reading shows in its place, and makes dates of times. A field
 * that holds something else than it should is left as it is, and told.
 */
export function completeFields(document: Document): FieldPlan {
  const shown = fromHead(document).character
  const set: Document = {}
  const odd: string[] = []
  for (const rule of [flag, version, optional, time, content]) rule(document, shown, set, odd)
  return { set, odd }
}

type Rule = (document: Document, shown: Character, set: Document, odd: string[]) => void

const flag: Rule = (document, _, set, odd) => {
  const { is_active } = document
  if (isAbsent(is_active)) set.is_active = true
  else if (typeof is_active !== 'boolean') odd.push('is_active is no boolean: it is read as true')
}

const version: Rule = (document, shown, set, odd) => {
  const number = toJson(document.version_number)
  if (isAbsent(document.version_number)) set.version_number = 1
  else if (number !== shown.version_number) {
    const read = `it is read as ${shown.version_number}`
    odd.push(`version_number is no integer of 1 or more: ${read}`)
  }
}

const optional: Rule = (document, shown, set, odd) => {
  for (const field of ['avatar_url', 'voice_settings'] as const) {
    const stored: unknown = document[field]
    if (stored === undefined) set[field] = null
    else if (stored !== null && shown[field] === null) {
      odd.push(`${field} is no ${field === 'avatar_url' ? 'text' : 'object'}: it is read as null`)
    }
  }
}

const time: Rule = (document, shown, set, odd) => {
  for (const field of ['created_at', 'updated_at'] as const) {
    const stored: unknown = document[field]
    const isTime = toIsoTime(stored) !== null
    if (isTime && stored instanceof Date) continue
    if (isTime || (isAbsent(stored) && isDated(document, field))) {
      set[field] = new Date(shown[field])
    } else {
      odd.push(
        `${field} is ${isAbsent(stored) ? 'absent' : 'no time'}: it is read as ${shown[field]}`,
      )
    }
  }
}

const content: Rule = (document, _, _set, odd) => {
  for (const field of ['display_name', 'personality', 'system_prompt']) {
    const stored: unknown = document[field]
    if (isAbsent(stored)) odd.push(`${field} is absent: give it one`)
    else if (typeof stored !== 'string') odd.push(`${field} is no text: it is read as one`)
  }
  const traits: unknown = document.traits
  const isList = Array.isArray(traits) && traits.every((trait) => typeof trait === 'string')
  if (isAbsent(traits)) odd.push('traits are absent: give it some')
  else if (!isList) odd.push('traits are no list of texts: they are read as one')
}

/** Whether another field tells when it was: an ObjectId holds the time it was made. */
function isDated(document: Document, field: 'created_at' | 'updated_at'): boolean {
  const isObjectId = /^[0-9a-f]{24}$/.test(toText(document._id, ''))
  return isObjectId || (field === 'updated_at' && toIsoTime(document.created_at) !== null)
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null
}
