import { isBlank } from '../model/blank.ts'
import type { CardFormat } from './formats/detect.ts'
import { type Place, placesOf, TAVERN_KEYS } from './formats/places.ts'
import { at, isSame, type Json, type JsonMap, put } from './json.ts'
import { FALLBACKS, type Parts, type Persona, partsOf, personaOf } from './parts.ts'

/**
 * What is kept of a card is the card itself, with marks where the character says the same. Each kept
 * text that begins like a mark has one more sign before it.
 */
const MARK = '='
/** A mark before a text, with how many UTF-16 units of it the character has where those are not all. */
const BEFORE_TEXT = /^=(?:(\d+):)?/

/** The parts that every character must have, and may have cut. */
const REQUIRED: ReadonlySet<string> = new Set(['name', 'description', 'summary', 'system'])

/** What a card says. */
export function readParts(format: CardFormat, root: JsonMap): Parts {
  const parts: Parts = {}
  for (const { part, path, kind } of placesOf(format, root)) {
    parts[part] = kind.read(at(root, path))
  }
  return parts
}

/** Puts marks into a card where the character says the same. */
export function markCard(
  format: CardFormat,
  root: JsonMap,
  character: object,
  persona: Persona,
): void {
  const parts = partsOf(character, persona)
  markMirrors(format, root)
  for (const place of placesOf(format, root)) {
    const raw = at(root, place.path)
    if (raw !== undefined) put(root, place.path, mark(place, raw, parts[place.part]))
  }
}

function mark({ part, kind }: Place, raw: Json, value: Json | undefined): Json {
  const isEmpty = typeof raw === 'string' ? isBlank(raw) : Array.isArray(raw) && raw.length === 0
  // What is empty stays, as what stands for it may depend on other fields.
  if (!isEmpty && kind.isExact && isSame(raw, value)) return MARK
  if (typeof raw !== 'string') return raw
  const whole = kind.read(raw)
  const isCut =
    REQUIRED.has(part) &&
    typeof value === 'string' &&
    typeof whole === 'string' &&
    whole !== value &&
    whole.startsWith(value)
  if (isCut) return `${MARK}${value.length}:${raw}`
  return raw.startsWith(MARK) ? `${MARK}${raw}` : raw
}

/** A kept value: that of the character, or the one of the card, of which the character may have a part. */
interface Kept {
  readonly isMark: boolean
  readonly raw: Json | undefined
  readonly cut: number
}

function unmark(kept: Json | undefined): Kept {
  const whole = Number.POSITIVE_INFINITY
  if (kept === MARK) return { isMark: true, raw: undefined, cut: whole }
  if (typeof kept !== 'string') return { isMark: false, raw: kept, cut: whole }
  const [prefix = '', cut = whole] = BEFORE_TEXT.exec(kept) ?? []
  return { isMark: false, raw: kept.slice(prefix.length), cut: Number(cut) }
}

/** Puts what a character says into what was kept of its card: what it did not change stays as it was. */
export function fillCard(format: CardFormat, root: JsonMap, character: object): void {
  const parts = partsOf(character, keptPersona(format, root))
  for (const place of placesOf(format, root)) {
    const kept = unmark(at(root, place.path))
    const value = filled(place, kept, parts[place.part])
    if (value !== undefined) put(root, place.path, value)
  }
  fillMirrors(format, root)
}

function filled(place: Place, kept: Kept, value: Json | undefined): Json | undefined {
  const { kind } = place
  // The model of today has no such attribute.
  if (value === undefined) return kept.isMark ? kind.read(undefined) : kept.raw
  const isUnedited = !kept.isMark && isSame(value, before(place, kept))
  return isUnedited ? kept.raw : kind.write(value, kept.raw)
}

/** What the character had of a value when the card was read. */
function before({ part, kind }: Place, { raw, cut }: Kept): Json {
  const value = kind.read(raw)
  if (typeof value !== 'string') return value
  const text = value.slice(0, cut)
  return isBlank(text) ? (FALLBACKS[part] ?? text) : text
}

function keptPersona(format: CardFormat, root: JsonMap): Persona {
  const parts: Parts = {}
  for (const { part, path, kind } of placesOf(format, root)) {
    const { isMark, raw } = unmark(at(root, path))
    parts[part] = isMark ? MARK : kind.read(raw)
  }
  return personaOf(parts)
}

/** Cards of V2 and V3 often repeat the fields of V1 at their root, for older readers. */
function mirrorsOf(format: CardFormat, root: JsonMap): string[] {
  if (format !== 'v2' && format !== 'v3') return []
  return TAVERN_KEYS.filter((key) => Object.hasOwn(root, key))
}

function markMirrors(format: CardFormat, root: JsonMap): void {
  for (const key of mirrorsOf(format, root)) {
    const value = root[key] ?? null
    if (isSame(value, at(root, ['data', key]))) root[key] = MARK
    else if (typeof value === 'string' && value.startsWith(MARK)) root[key] = `${MARK}${value}`
  }
}

function fillMirrors(format: CardFormat, root: JsonMap): void {
  for (const key of mirrorsOf(format, root)) {
    const { isMark, raw } = unmark(root[key])
    root[key] = (isMark ? at(root, ['data', key]) : raw) ?? null
  }
}

/** What a card says beside its parts, for a format that has no place for it. */
export function restOf(format: CardFormat, root: JsonMap): JsonMap {
  const taken = new Set(placesOf(format, root).map(({ path: [key] }) => key))
  return Object.fromEntries(Object.entries(root).filter(([key]) => !taken.has(key)))
}
