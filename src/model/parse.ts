import { z } from 'zod'
import { type CharacterIssue, CharacterValidationError } from '../errors.ts'
import type { Character } from './character.ts'
import type { CharacterModel } from './character-model.ts'
import { CONTENT_FIELDS, SYSTEM_FIELDS } from './fields.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import { jsonBytes, LIMITS } from './limits.ts'
import { copyJson } from './plain-json.ts'

/**
 * Reads what a client says of a new character: every content field, defaults filled in, the name as
 * it was given.
 *
 * @throws {CharacterValidationError}
 */
export function parseCreate(model: CharacterModel, input: unknown): JsonObject {
  const parsed = parse(model, model.create, input)
  return { avatar_url: null, voice_settings: null, ...parsed }
}

/**
 * Reads a change of a character: the fields it names and nothing else.
 *
 * @throws {CharacterValidationError}
 */
export function parseUpdate(model: CharacterModel, input: unknown): JsonObject {
  return parse(model, model.update, input)
}

/**
 * Holds named fields of a stored content against today's schemas.
 *
 * @throws {CharacterValidationError} naming the fields that stand in the way
 */
export function checkContent(
  model: CharacterModel,
  content: object,
  fields: readonly string[],
): void {
  const known = fields.filter((field) => isContentField(model, field))
  const chosen = Object.fromEntries(known.map((field) => [field, Reflect.get(content, field)]))
  // An attribute that an old version does not have is not there to be judged.
  parse(model, model.update, chosen)
}

/**
 * Asks the host's own rules about the result of a write.
 *
 * @param fields when given, only what is said of these counts
 * @throws {CharacterValidationError} with what the host says is wrong
 */
export function checkRules(
  model: CharacterModel,
  next: Character,
  previous: Character | null,
  fields?: ReadonlySet<string>,
): void {
  const answer: unknown = model.validate?.(next, previous)
  if (answer === undefined || answer === null) return
  if (!Array.isArray(answer)) {
    throw new TypeError(
      'defineCharacterModel: validate must return an array of issues or nothing, and must not be async',
    )
  }
  const issues = answer.map(toIssue)
  const counting = issues.filter(({ path: [field] }) => {
    return fields === undefined || field === undefined || fields.has(String(field))
  })
  if (counting.length > 0) throw new CharacterValidationError(counting)
}

function parse(model: CharacterModel, schema: z.ZodType, input: unknown): JsonObject {
  const { value, issues } = copyJson(input)
  if (issues.length > 0) throw new CharacterValidationError(issues)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CharacterValidationError([{ path: [], message: 'must be an object' }])
  }
  const result = z.safeParse(schema, value)
  if (!result.success) {
    throw new CharacterValidationError(result.error.issues.flatMap(fromZod))
  }
  const parsed = result.data as { [field: string]: JsonValue }
  checkAttributesSize(model, parsed)
  return parsed
}

function checkAttributesSize(model: CharacterModel, parsed: JsonObject): void {
  const names = Object.keys(model.attributes)
  if (names.length === 0) return
  const attributes = Object.fromEntries(names.map((name) => [name, parsed[name]]))
  if (jsonBytes(attributes) <= LIMITS.attributesBytes) return
  const message = `all attributes together must hold at most ${LIMITS.attributesBytes} bytes as JSON`
  throw new CharacterValidationError([{ path: [], message }])
}

function fromZod(issue: z.core.$ZodIssue): CharacterIssue[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key.slice(0, 100)],
      message: complaintAboutField(path.length, key),
    }))
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return [{ path, message: 'is required' }]
  }
  return [{ path, message: issue.message }]
}

function complaintAboutField(depth: number, key: string): string {
  if (depth > 0) return 'is not known here'
  return Object.hasOwn(SYSTEM_FIELDS, key)
    ? 'is set by the service: leave it out'
    : 'is not a field of a character'
}

function isContentField(model: CharacterModel, field: string): boolean {
  return Object.hasOwn(CONTENT_FIELDS, field) || Object.hasOwn(model.attributes, field)
}

function toIssue(given: unknown): CharacterIssue {
  const { path, message } = Object(given) as { readonly path?: unknown; readonly message?: unknown }
  return {
    path: Array.isArray(path) ? path : path === undefined ? [] : [String(path)],
    message: String(message ?? 'is not valid'),
  }
}
