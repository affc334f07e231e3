import {
  type CharacterIssue,
  CharacterNameInvalidError,
  CharacterValidationError,
} from '../../errors.ts'
import type { CharacterModel } from '../../model/character-model.ts'
import { defineCharacterModel } from '../../model/define-character.ts'
import { CONTENT_FIELDS, SYSTEM_FIELDS } from '../../model/fields.ts'
import type { JsonObject, JsonValue } from '../../model/json-value.ts'
import { parseCreate } from '../../model/parse.ts'
import { type CopyBounds, copyJson } from '../../model/plain-json.ts'

/** What one file can hold, and somewhat more: what a service accepts is for its model to say. */
const BOUNDS: CopyBounds = {
  text: 4_194_304,
  items: 100_000,
  keys: 10_000,
  values: 200_000,
  bytes: 8_388_608,
}
const LENIENT = {
  displayName: 10_000,
  personality: 1_000_000,
  systemPrompt: 1_000_000,
  traits: 500,
}

let lenient: CharacterModel | undefined

/**
 * Takes what a file says of a character as it says it: nothing is filled in.
 *
 * @throws {CharacterValidationError} when it is none; without a model, attributes may be anything
 * @throws {CharacterNameInvalidError} when nothing is wrong but the name
 */
export function checkInput(model: CharacterModel | undefined, value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CharacterValidationError([
      { path: [], message: 'must be an object with the fields of a character' },
    ])
  }
  const fields = Object.entries(value)
  if (model === undefined) {
    lenient ??= defineCharacterModel({ limits: LENIENT })
    const known = fields.filter(([field]) => isOwnField(field))
    parseCreate(lenient, Object.fromEntries(known))
  } else parseCreate(model, value)
  const input: { [field: string]: JsonValue } = {}
  for (const [field, given] of fields) {
    const copy = copyJson(given, BOUNDS)
    const issues = copy.issues.map((issue) => ({ ...issue, path: [field, ...issue.path] }))
    if (issues.length > 0) throw new CharacterValidationError(issues)
    input[field] = copy.value ?? null
  }
  return input
}

function isOwnField(field: string): boolean {
  return Object.hasOwn(CONTENT_FIELDS, field) || Object.hasOwn(SYSTEM_FIELDS, field)
}

/** What is wrong, however it was said; empty for any other error. */
export function issuesOf(error: unknown): readonly CharacterIssue[] {
  if (error instanceof CharacterValidationError) return error.issues
  if (!(error instanceof CharacterNameInvalidError)) return []
  return [{ path: ['name'], message: error.message }]
}
