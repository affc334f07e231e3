import { BOUNDS } from '../../../cards/bounds.ts'
import type { CardImage } from '../../../cards/card-asset.ts'
import { decodeText, isMap, type Json, type JsonMap, parseJson } from '../../../cards/json.ts'
import type { CardTaker } from '../../../cards/to-character.ts'
import { type CardWarning, Warnings } from '../../../cards/warnings.ts'

/** What the service sets itself. */
const OF_SERVICE: ReadonlySet<string> = new Set([
  ...['id', 'created_at', 'updated_at', 'is_active', 'version_number'],
  ...['deleted_at', 'deleted_by', 'deletion_note'],
])
/** Texts that every character of this library has, and no card. */
const TEXTS = ['name', 'display_name', 'personality']

interface OwnReading {
  readonly character: JsonMap
  readonly image: CardImage | null
  readonly warnings: readonly CardWarning[]
}

/**
 * Reads a character of this library as JSON; `null` where a file is none.
 *
 * @param required fields that no character is without: the server says what is wrong with them
 */
export function readOwn(
  bytes: Uint8Array,
  taker: CardTaker,
  required: ReadonlyMap<string, unknown>,
): OwnReading | null {
  const warnings = new Warnings()
  const given = jsonOf(bytes, warnings)
  if (!isMap(given) || !TEXTS.every((name) => typeof given[name] === 'string')) return null
  const character: JsonMap = {}
  for (const [name, value] of Object.entries(given)) {
    if (OF_SERVICE.has(name)) continue
    const { success } = taker.update.safeParse({ [name]: value })
    if (success || required.has(name)) character[name] = value
    else warnings.add([name], 'was left out')
  }
  return { character, image: null, warnings: warnings.list }
}

function jsonOf(bytes: Uint8Array, warnings: Warnings): Json {
  const start = String.fromCharCode(...bytes.subarray(0, 256))
  if (bytes.length > BOUNDS.json || !/^(\xef\xbb\xbf)?\s*\{/.test(start)) return null
  try {
    return parseJson(decodeText(bytes, warnings), warnings)
  } catch {
    // Whoever reads it as a card says what is wrong.
    return null
  }
}
