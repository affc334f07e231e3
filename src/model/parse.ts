import { z } from 'zod'
import {
  type CharacterIssue,
  CharacterNameInvalidError,
  CharacterValidationError,
} from '../errors.ts'
import type { CharacterModel } from './character-model.ts'
import { CONTENT_FIELDS, complaintAboutField } from './fields.ts'
import { toIssues, UNKNOWN_KEY } from './issues.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import { type CharacterLimits, LIMITS } from './limits.ts'
import {
  attributeBounds,
  type CopyBounds,
  copyJson,
  isJsonKind,
  isPlainObject,
  shownPath,
} from './plain-json.ts'
import { checkAttributesSize } from './rules.ts'

/**
 * Reads what a client says of a new character: every content field, defaults filled in, the name as
 * it was given.
 *
 * @throws {CharacterValidationError}
 * @throws {CharacterNameInvalidError} when nothing is wrong but the name
 */
export function parseCreate(model: CharacterModel, input: unknown): JsonObject {
  const parsed = parse(model, model.create, input)
  return { avatar_url: null, voice_settings: null, ...parsed }
}

/**
 * Reads a change of a character: the fields it names and nothing else, those that the service sets
 * among them.
 *
 * @throws {CharacterValidationError}
 */
export function parseUpdate(model: CharacterModel, input: unknown): JsonObject {
  return parse(model, model.update, input)
}

/**
 * Holds named fields of a content against today's schemas.
 *
 * @param fields those that no client sets are passed over
 * @throws {CharacterValidationError} naming the fields that stand in the way
 */
export function checkContent(
  model: CharacterModel,
  content: object,
  fields: readonly string[],
): void {
  const known = fields.filter((field) => isContentField(model, field))
  const chosen = Object.fromEntries(known.map((field) => [field, Reflect.get(content, field)]))
  parseUpdate(model, chosen)
}

/** The fields of an input as far as they are JSON, and what is wrong with the others. */
export interface Reading {
  readonly values: { [field: string]: unknown }
  readonly issues: CharacterIssue[]
}

/** Stands for a value that is of no type JSON has: the schema of the field says which it should be. */
export const NOT_JSON: unique symbol = Symbol('not JSON')

/** As many as an error tells. */
const MAX_ISSUES = 20

function parse(model: CharacterModel, schema: z.ZodObject, input: unknown): JsonObject {
  return judge(model, schema, readFields(model, schema.shape, input))
}

/** @throws {CharacterValidationError} when anything is wrong with the fields that were read */
export function judge(
  model: CharacterModel,
  schema: z.ZodObject,
  { values, issues }: Reading,
): JsonObject {
  const result = parseSync(model, schema, values)
  const failed = new Set(issues.map(({ path: [field] }) => field))
  const found = toIssues(schema, result.issues, MAX_ISSUES + failed.size)
  issues.push(...found.filter(({ path: [field = ''] }) => !failed.has(field)))
  if (issues.length > 0) throw refusalOf(values, issues)
  const parsed = result.value as { [field: string]: JsonValue }
  settleAttributes(model, values, parsed)
  checkAttributesSize(model, parsed)
  return parsed
}

/** A name that is the only thing wrong is refused as it is anywhere else. */
function refusalOf(values: Reading['values'], issues: readonly CharacterIssue[]): Error {
  const [issue] = issues
  const isName = typeof values.name === 'string' && issues.every(({ path }) => path[0] === 'name')
  return isName && issue !== undefined
    ? new CharacterNameInvalidError(issue.message)
    : new CharacterValidationError(issues)
}

function parseSync(
  model: CharacterModel,
  schema: z.ZodType,
  values: Reading['values'],
): z.core.ParsePayload {
  try {
    // What `safeParse` does, but for the words that it finds for each issue.
    const result = schema._zod.run({ value: values, issues: [] }, { async: false })
    if (result instanceof Promise) throw new z.core.$ZodAsyncError()
    return result
  } catch (cause) {
    if (!(cause instanceof z.core.$ZodAsyncError)) throw cause
    const [name] = Object.entries(model.attributes).find(([field, attribute]) => {
      return isAsynchronous(attribute, values[field])
    }) ?? ['?']
    const reason = `attribute '${name}' has an asynchronous refinement: make it synchronous`
    throw new TypeError(`defineCharacterModel: ${reason}`, { cause })
  }
}

function isAsynchronous(schema: z.core.$ZodType, value: unknown): boolean {
  try {
    z.safeParse(schema, value)
    return false
  } catch {
    return true
  }
}

/** Takes each field of the input once, and only those that the schema knows. */
export function readFields(model: CharacterModel, shape: object, input: unknown): Reading {
  const reading: Reading = { values: {}, issues: [] }
  for (const field of fieldsOf(input)) {
    if (typeof field === 'symbol' || !Object.hasOwn(shape, field)) {
      const message = complaintAboutField(String(field))
      reading.issues.push({ path: shownPath([field]), message })
      continue
    }
    try {
      readField(model, reading, field, Reflect.get(Object(input), field))
    } catch {
      reading.issues.push({ path: [field], message: 'cannot be read' })
    }
  }
  return reading
}

function fieldsOf(input: unknown): readonly (string | symbol)[] {
  let message = 'must be a plain object'
  try {
    if (isPlainObject(input)) {
      const fields = [...Object.keys(input), ...Object.getOwnPropertySymbols(input)]
      if (fields.length <= LIMITS.fields) return fields
      message = `must hold at most ${LIMITS.fields} keys`
    }
  } catch {
    message = 'cannot be read'
  }
  throw new CharacterValidationError([{ path: [], message }])
}

function readField(
  model: CharacterModel,
  { values, issues }: Reading,
  field: string,
  value: unknown,
): void {
  if (value === undefined) return
  if (!isJsonKind(value)) {
    values[field] = NOT_JSON
  } else if (typeof value === 'string' && !Object.hasOwn(model.attributes, field)) {
    // Its schema knows its own bound, and looks at it first.
    values[field] = value
  } else {
    const copy = copyJson(value, boundsOf(field, model.limits))
    for (const { path, message } of copy.issues) issues.push({ path: [field, ...path], message })
    if (copy.issues.length === 0) values[field] = copy.value
  }
}

function boundsOf(field: string, limits: CharacterLimits): CopyBounds {
  const { traits: items, trait: text, voiceSettingsBytes } = limits
  const bounds = attributeBounds(limits)
  if (field === 'voice_settings') return { ...bounds, bytes: voiceSettingsBytes }
  // What holds for attributes may be narrower.
  const bytes = Number.POSITIVE_INFINITY
  return field === 'traits' ? { ...bounds, items, text, values: items + 1, bytes } : bounds
}

/**
 * Takes of what the schemas made of the attributes the defaults and nothing else: what was given
 * stays as it was given, and no part of it is dropped silently.
 */
function settleAttributes(
  { attributes, limits }: CharacterModel,
  given: Reading['values'],
  parsed: Reading['values'],
): void {
  const issues: CharacterIssue[] = []
  for (const name of Object.keys(attributes)) {
    if (parsed[name] === undefined) continue
    fillDefaults(given[name], parsed[name], [name], issues)
    // A default belongs to the host's schema: its copy may be frozen.
    const copy = copyJson(given[name] ?? parsed[name], attributeBounds(limits))
    for (const { path, message } of copy.issues) issues.push({ path: [name, ...path], message })
    parsed[name] = copy.value
  }
  if (issues.length > 0) throw new CharacterValidationError(issues)
}

/** Adds to a given value, a copy of our own, what its schema added. */
function fillDefaults(
  given: unknown,
  parsed: unknown,
  path: CharacterIssue['path'],
  issues: CharacterIssue[],
): void {
  if (typeof given !== 'object' || given === null) return
  const [from, to] = [new Map(Object.entries(given)), new Map(Object.entries(Object(parsed)))]
  for (const [key, value] of from) {
    const at = [...path, Array.isArray(given) ? Number(key) : key]
    if (to.has(key)) fillDefaults(value, to.get(key), at, issues)
    else issues.push({ path: shownPath(at), message: UNKNOWN_KEY })
  }
  for (const [key, value] of to) if (!from.has(key)) Reflect.set(given, key, value)
}

/** Whether clients set a field. */
export function isContentField(model: CharacterModel, field: string): boolean {
  return Object.hasOwn(CONTENT_FIELDS, field) || Object.hasOwn(model.attributes, field)
}
