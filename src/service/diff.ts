import diff, { type Difference } from 'microdiff'
import type { CharacterResponse } from '../model/character.ts'
import type { JsonValue } from '../model/json-value.ts'

/**
 * One operation of a JSON Patch (RFC 6902) that leads from one version to another, with the value
 * that was there before.
 *
 * @category Service
 */
export type VersionChange =
  | {
      /** Puts a value where there was none. */
      readonly op: 'add'
      /** Where: a JSON Pointer (RFC 6901) like `/traits/1`. */
      readonly path: string
      /** What is there afterwards. */
      readonly value: JsonValue
    }
  | {
      /** Takes a value away. */
      readonly op: 'remove'
      /** Where: a JSON Pointer (RFC 6901) like `/traits/1`. */
      readonly path: string
      /** What was there before. */
      readonly old_value: JsonValue
    }
  | {
      /** Puts a value in the place of another. */
      readonly op: 'replace'
      /** Where: a JSON Pointer (RFC 6901) like `/traits/1`. */
      readonly path: string
      /** What is there afterwards. */
      readonly value: JsonValue
      /** What was there before. */
      readonly old_value: JsonValue
    }

/** What changed in content: not who it is, nor when and as what it was stored. */
export function diffCharacters(
  before: CharacterResponse,
  after: CharacterResponse,
): VersionChange[] {
  const [from, to] = [contentOf(before), contentOf(after)]
  const differences = diff(bareObject(from), bareObject(to), { cyclesFix: false })
  const changes = differences.map((difference) => toChange(difference, from, to))
  // Removing from an array moves what stands behind: the patch removes from the end.
  const removals = changes.filter(({ op }) => op === 'remove').reverse()
  return [...changes.filter(({ op }) => op !== 'remove'), ...removals]
}

type Content = Record<string, JsonValue>

function contentOf(character: CharacterResponse): Content {
  const { id, created_at, updated_at, is_active, version_number, ...content } = character
  return content
}

/** The same, inheriting nothing: a key like `toString` is otherwise taken to be there always. */
function bare(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? value.map(bare) : bareObject(value)
}

function bareObject(value: object): Content {
  const object: Content = Object.create(null)
  for (const [key, item] of Object.entries(value)) object[key] = bare(item)
  return object
}

function toChange({ type, path: keys }: Difference, from: Content, to: Content): VersionChange {
  const path = keys.map((key) => `/${escapePointer(String(key))}`).join('')
  switch (type) {
    case 'CREATE':
      return { op: 'add', path, value: valueAt(to, keys) }
    case 'REMOVE':
      return { op: 'remove', path, old_value: valueAt(from, keys) }
    case 'CHANGE':
      return { op: 'replace', path, value: valueAt(to, keys), old_value: valueAt(from, keys) }
  }
}

function valueAt(content: Content, keys: Difference['path']): JsonValue {
  return keys.reduce((value: JsonValue, key) => Reflect.get(Object(value), key), content)
}

/** RFC 6901, section 3. */
function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
