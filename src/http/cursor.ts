import { HttpProblem } from './problem.ts'

/** Which list a cursor belongs to: one of another list is refused. */
export type CursorKind = 'characters' | 'found' | 'deleted' | 'versions' | 'changes'

/**
 * Where a page begins: after a name or an id, or below a version number; of what was looked for,
 * after the value and id of the last character in its order, together with the query. Without an id
 * the value is a name that need not be there.
 */
export interface CursorPosition {
  readonly characters: string
  readonly found: readonly [query: string, value: string, id: string]
  readonly deleted: string
  readonly versions: number
  readonly changes: number
}

const MAX_CURSOR = 12_000
/** As long as a text in a cursor may be. */
export const MAX_TEXT = 1_000
const BASE64URL = /^[A-Za-z0-9_-]+$/
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Makes the cursor of the page that begins there. Opaque: only `readCursor` knows what is in it. */
export function toCursor<Kind extends CursorKind>(
  kind: Kind,
  position: CursorPosition[Kind],
): string {
  const bytes = new TextEncoder().encode(JSON.stringify([kind, position]))
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/**
 * Reads a cursor back.
 *
 * @throws {HttpProblem} 400 when it is not one of this list
 */
export function readCursor<Kind extends CursorKind>(
  kind: Kind,
  cursor: string,
): CursorPosition[Kind] {
  const content = decode(cursor)
  if (Array.isArray(content) && content.length === 2 && content[0] === kind) {
    const position: unknown = content[1]
    if (isPosition(kind, position)) return position
  }
  throw refused()
}

function decode(cursor: string): unknown {
  if (cursor.length > MAX_CURSOR || !BASE64URL.test(cursor)) throw refused()
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    return JSON.parse(decoder.decode(Uint8Array.from(binary, (char) => char.charCodeAt(0))))
  } catch {
    throw refused()
  }
}

function isPosition<Kind extends CursorKind>(
  kind: Kind,
  position: unknown,
): position is CursorPosition[Kind] {
  if (kind === 'versions' || kind === 'changes') {
    return Number.isSafeInteger(position) && (position as number) >= 1
  }
  if (kind === 'found') {
    if (!Array.isArray(position) || position.length !== 3) return false
    const [query, value, id] = position as unknown[]
    return isText(query) && isText(value) && (id === '' || isText(id))
  }
  return isText(position)
}

function isText(position: unknown): position is string {
  return typeof position === 'string' && position !== '' && position.length <= MAX_TEXT
}

function refused(): HttpProblem {
  return new HttpProblem(
    'INVALID_REQUEST',
    'cursor must be one that a Link header of this list has given',
  )
}
