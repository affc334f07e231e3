import { toJson } from './value.ts'

/** ISO 8601 with a space or a `T`, any number of decimals, with or without a zone. */
const ISO_TIME =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?$/i
/** Numbers below it are seconds since the epoch (to the year 5138), those above milliseconds. */
const LEAST_MILLISECONDS = 1e11

/**
 * The time that a stored value means, as ISO 8601 UTC with milliseconds: a date, text (UTC where it
 * names no zone, further decimals cut), or a number of seconds or milliseconds since the epoch;
 * `null` where it means none.
 */
export function toIsoTime(value: unknown): string | null {
  if (value instanceof Date) return fromMilliseconds(value.getTime())
  const json = toJson(value)
  if (typeof json === 'number') return fromMilliseconds(toMilliseconds(json))
  if (typeof json !== 'string') return null
  const parts = ISO_TIME.exec(json.trim())
  if (!parts) return null
  const [, date, time, fraction = '', zone = 'Z'] = parts
  const seconds = time?.length === 5 ? ':00' : ''
  const text = `${date}T${time}${seconds}${fraction.slice(0, 4)}${toZone(zone)}`
  return fromMilliseconds(Date.parse(text))
}

/** The time in an ObjectId, which is the first half of its 16 first digits; the epoch without one. */
export function timeOfId(id: string): string {
  const seconds = /^[0-9a-f]{24}$/.test(id) ? Number.parseInt(id.slice(0, 8), 16) : 0
  return new Date(seconds * 1000).toISOString()
}

function toMilliseconds(number: number): number {
  return Math.abs(number) < LEAST_MILLISECONDS ? number * 1000 : number
}

function toZone(zone: string): string {
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase()
}

function fromMilliseconds(milliseconds: number): string | null {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
