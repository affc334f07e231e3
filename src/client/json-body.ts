import { CharacterValidationError } from '../errors.ts'
import { isJsonKind, isPlainObject } from '../model/plain-json.ts'

/** Characters hold far less: whoever has one object in many places sends no more than that. */
const MAX_VALUES = 1_000_000

/**
 * The fields of a character as JSON. What JSON would silently leave out, or turn into something else, is
 * refused as the service refuses it; what a character may hold is for the server to say.
 *
 * @throws {CharacterValidationError} when a field is not JSON, naming it
 */
export function toJsonBody(input: unknown): string {
  if (!isPlainObject(input)) refuse([], 'must be an object')
  let field = ''
  let values = 0
  try {
    const entries = Object.keys(input).map((key) => {
      field = key
      return [key, Reflect.get(input, key)] as const
    })
    const fields: unknown = Object.fromEntries(entries)
    // Sees a value before its own `toJSON` makes something else of it.
    return JSON.stringify(fields, function (this: object, key, value: unknown) {
      if (this === fields) field = key
      const given: unknown = Reflect.get(this, key)
      const isJson = isJsonKind(given) || (given === undefined && !Array.isArray(this))
      if (!isJson || value !== given || ++values > MAX_VALUES) throw new TypeError()
      return value
    })
  } catch {
    // A getter may throw, and a ring has no end.
    return refuse([field.slice(0, 100).toWellFormed()], 'must be JSON')
  }
}

function refuse(path: readonly string[], message: string): never {
  throw new CharacterValidationError([{ path, message }])
}
