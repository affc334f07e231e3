import { isCharacterError } from '../errors.ts'
import type { CharacterModel } from './character-model.ts'
import type { JsonObject } from './json-value.ts'
import { isContentField, judge, NOT_JSON, readFields } from './parse.ts'

/** A change, and what of it counts only where it is one. */
export interface ParsedChange {
  readonly fields: JsonObject
  /** What today's rules refuse, and `error` says so, unless the character has these very values. */
  readonly doubted: { readonly values: object; readonly error: Error } | undefined
}

/**
 * Reads a change of a character, those fields included that the service sets. Whoever says which
 * version was seen sends back what was read: what is stored may be what a stricter model of today, or
 * one with a new attribute, would not let in, and stays as it is.
 *
 * @throws {CharacterValidationError}
 */
export function parseChange(model: CharacterModel, input: unknown): ParsedChange {
  const reading = readFields(model, model.update.shape, input)
  try {
    return { fields: judge(model, model.update, reading), doubted: undefined }
  } catch (error) {
    const { version_number, ...rest } = reading.values
    if (version_number === undefined || !isCharacterError(error, 'CHARACTER_VALIDATION'))
      throw error
    const values: { [field: string]: unknown } = {}
    for (const field of new Set(error.issues.map(({ path }) => String(path[0])))) {
      const value = rest[field]
      if (!isContentField(model, field) || value === undefined || value === NOT_JSON) throw error
      values[field] = value
      delete rest[field]
    }
    const others = { values: { ...rest, version_number }, issues: [] }
    return { fields: judge(model, model.update, others), doubted: { values, error } }
  }
}
