import type { CharacterResponse } from '../model/character.ts'
import type { JsonObject, JsonValue } from '../model/json-value.ts'

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
  const changes: VersionChange[] = []
  const removals: VersionChange[] = []
  compare(contentOf(before), contentOf(after), '', changes, removals)
  // Removing from an array moves what stands behind: the patch removes from the end.
  return [...changes, ...removals.reverse()]
}

type Container = { readonly [key: string]: JsonValue }

/** What a version says, less what the service sets. */
export function contentOf(character: CharacterResponse | JsonObject): Container {
  const { id, created_at, updated_at, is_active, version_number, ...content } = character
  return content
}

/** @param at the JSON Pointer of both */
function compare(
  from: Container,
  to: Container,
  at: string,
  changes: VersionChange[],
  removals: VersionChange[],
): void {
  for (const [key, old_value] of Object.entries(from)) {
    const path = pointer(at, key)
    const value = Object.hasOwn(to, key) ? to[key] : undefined
    if (value === undefined) removals.push({ op: 'remove', path, old_value })
    else if (isContainer(old_value) && isContainer(value) && isSameKind(old_value, value)) {
      compare(old_value, value, path, changes, removals)
    } else if (value !== old_value) changes.push({ op: 'replace', path, value, old_value })
  }
  for (const [key, value] of Object.entries(to)) {
    if (!Object.hasOwn(from, key)) changes.push({ op: 'add', path: pointer(at, key), value })
  }
}

/** An array is one too: its keys are the places in it. */
function isContainer(value: JsonValue): value is Container {
  return typeof value === 'object' && value !== null
}

function isSameKind(one: object, other: object): boolean {
  return Array.isArray(one) === Array.isArray(other)
}

/** RFC 6901, section 3. */
function pointer(at: string, key: string): string {
  return `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
