import { isUtf8Within } from '../model/limits.ts'
import { BOUNDS } from './bounds.ts'
import { malformed, tooLarge } from './card-error.ts'
import type { Warnings } from './warnings.ts'

/** JSON that is ours to change. */
export type Json = string | number | boolean | null | Json[] | JsonMap

/** A JSON object that is ours to change. */
export type JsonMap = { [key: string]: Json }

/** Whether it is an object, and no array. */
export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether two values say the same. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

/** Text of bytes: UTF-8, or what old programs wrote instead. */
export function decodeText(bytes: Uint8Array, warnings: Warnings): string {
  try {
    // Whoever parses it says that a mark was left out.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    warnings.add([], 'is not UTF-8: it was read as Windows-1252')
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/**
 * Parses JSON, and leaves out what could make an object another one.
 *
 * @throws {CardError} `CARD_MALFORMED` or `CARD_TOO_LARGE`
 */
export function parseJson(text: string, warnings: Warnings): Json {
  checkSize(text)
  const hasMark = text.startsWith('\ufeff')
  if (hasMark) warnings.add([], 'begins with a byte order mark: it was left out')
  let json: Json
  try {
    json = JSON.parse(hasMark ? text.slice(1) : text)
  } catch {
    // The parser's own message quotes the text.
    throw malformed('The card is not JSON')
  }
  clean(json, [], warnings)
  return json
}

/** @throws {CardError} `CARD_TOO_LARGE` */
export function checkSize(text: string): void {
  if (isUtf8Within(text, BOUNDS.json)) return
  throw tooLarge(`A card holds at most ${BOUNDS.json} bytes of JSON`)
}

/** Makes nothing of its own: there may be millions of values. */
function clean(json: Json | undefined, path: (string | number)[], warnings: Warnings): void {
  if (typeof json !== 'object' || json === null) return
  if (path.length >= BOUNDS.depth) {
    throw malformed(`The card is nested deeper than ${BOUNDS.depth} levels`)
  }
  const depth = path.push('') - 1
  if (Array.isArray(json)) {
    for (let index = 0; index < json.length; index++) {
      path[depth] = index
      clean(json[index], path, warnings)
    }
  } else {
    for (const key of Object.keys(json)) {
      path[depth] = key
      if (key !== '__proto__') clean(json[key], path, warnings)
      else {
        Reflect.deleteProperty(json, key)
        warnings.add(path.slice(0, depth), "has a key '__proto__': it was left out")
      }
    }
  }
  path.pop()
}

/** What stands at a path; `undefined` where nothing does. */
export function at(json: Json | undefined, path: readonly string[]): Json | undefined {
  let value = json
  for (const key of path) {
    if (!isMap(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value
}

/** Puts a value at a path; objects on the way are made where there are none. */
export function put(json: JsonMap, path: readonly string[], value: Json): void {
  let map = json
  for (const key of path.slice(0, -1)) {
    const next = at(map, [key])
    const child = isMap(next) ? next : {}
    map[key] = child
    map = child
  }
  map[path.at(-1) ?? ''] = value
}
