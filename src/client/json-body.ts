import { CharacterValidationError } from '../errors.ts'
import { isJsonKind, isPlainObject } from '../model/plain-json.ts'

/** A character holds far less: whoever has one object in many places sends no more than that. */
const MAX_VALUES = 1_000_000

/**
 * The fields of a character as JSON. What JSON would silently leave out, or turn into something else, is
 * refused as the service refuses it; what a character may hold is for the server to say.
 *
 * @throws {CharacterValidationError} when a field is not JSON, naming it
 */
export function toJsonBody(input: unknown): string {
  if (!isPlainObject(input)) refuse([], 'must be an object')
  const fields = Object.keys(input).map((field) => toJson(input, field))
  return `{${fields.filter((text) => text !== '').join()}}`
}

function toJson(input: object, field: string): string {
  let values = 0
  // Sees a value before its own `toJSON` makes something else of it.
  function check(this: object, key: string, value: unknown): unknown {
    const given: unknown = Reflect.get(this, key)
    const isJson = isJsonKind(given) || (given === undefined && !Array.isArray(this))
    if (!isJson || value !== given || ++values > MAX_VALUES) throw new TypeError('It is not JSON')
    return value
  }
  let text: string | undefined
  try {
    text = JSON.stringify(Reflect.get(input, field), check)
  } catch {
    // A getter may throw, and a ring has no end.
    refuse([field.slice(0, 100).toWellFormed()], 'must be JSON')
  }
  return text === undefined ? '' : `${JSON.stringify(field)}:${text}`
}

function refuse(path: readonly string[], message: string): never {
  throw new CharacterValidationError([{ path, message }])
}
