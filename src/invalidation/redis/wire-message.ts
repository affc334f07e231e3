import type { InvalidationMessage } from '../invalidation-bus.ts'

/** Nothing that this library sends comes near: a name has 100 code points. */
const MAX_TEXT_LENGTH = 4_096

/** A message as text. */
export function toText(message: InvalidationMessage): string {
  const { name, id, version, write_id, origin } = message
  return JSON.stringify({ name, id, version, write_id, origin })
}

/** The message in a text; `null` when there is none. Whoever reaches the channel may send anything. */
export function fromText(text: unknown): InvalidationMessage | null {
  if (typeof text !== 'string' || text.length > MAX_TEXT_LENGTH) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { name, id, version, write_id, origin } = value as { readonly [field: string]: unknown }
  if (!isTextOrNull(name) || !isTextOrNull(id)) return null
  if (!isTextOrNull(write_id) || !isTextOrNull(origin)) return null
  if (version !== null && !isVersion(version)) return null
  return { name, id, version, write_id, origin }
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}

function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
