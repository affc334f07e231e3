/**
 * Anything JSON can say.
 *
 * @category Characters
 */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/**
 * A JSON object.
 *
 * @category Characters
 */
export type JsonObject = { readonly [key: string]: JsonValue }

/** Whether a value of JSON is an object: no array, and not `null`. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
