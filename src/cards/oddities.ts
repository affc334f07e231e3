import type { CardFormat } from './formats/detect.ts'
import { placesOf, V1_KEYS, V2_KEYS } from './formats/places.ts'
import { at, isMap, type JsonMap } from './json.ts'
import type { Warnings } from './warnings.ts'

/** Says what is not as the specification of a card has it. Nothing of it stands in the way. */
export function noteOddities(format: CardFormat, root: JsonMap, warnings: Warnings): void {
  for (const { path, kind } of placesOf(format, root)) {
    const raw = at(root, path)
    if (raw !== undefined && !kind.isExpected(raw)) {
      warnings.add(path, `should be ${kind.expected}: it was read as one, and is kept as it is`)
    }
  }
  if (format === 'v2' || format === 'v3') noteTavern(format, root, warnings)
  else if (format === 'v1') noteMissing(root, V1_KEYS, [], warnings)
}

function noteTavern(format: 'v2' | 'v3', root: JsonMap, warnings: Warnings): void {
  const version = format === 'v2' ? '2.0' : '3.0'
  if (root.spec === undefined) warnings.add(['spec'], 'is missing: it was read as V2')
  if (root.spec_version !== version) {
    warnings.add(['spec_version'], `is not '${version}': it was read all the same`)
  }
  const data = root.data as JsonMap
  const required = format === 'v2' ? V2_KEYS : [...V2_KEYS, 'group_only_greetings']
  noteMissing(data, required, ['data'], warnings)
  if (!isMap(data.extensions)) {
    warnings.add(['data', 'extensions'], 'should be an object: it is kept as it is')
  }
  noteBook(data, warnings)
}

function noteMissing(
  data: JsonMap,
  keys: readonly string[],
  path: readonly string[],
  warnings: Warnings,
): void {
  const missing = keys.filter((key) => !Object.hasOwn(data, key))
  if (missing.length > 0) warnings.add(path, `lacks ${missing.join(', ')}`)
}

function noteBook(data: JsonMap, warnings: Warnings): void {
  if (!Object.hasOwn(data, 'character_book')) return
  const path = ['data', 'character_book']
  const book = data.character_book
  if (!isMap(book)) {
    warnings.add(path, 'should be an object: it is kept as it is')
    return
  }
  if (!isMap(book.extensions)) warnings.add(path, 'lacks extensions')
  if (!Array.isArray(book.entries)) {
    warnings.add([...path, 'entries'], 'should be a list: it is kept as it is')
  }
}
