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
