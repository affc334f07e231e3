import diff, { type Difference } from 'microdiff'
import type { Character } from '../model/character.ts'
import type { JsonValue } from '../model/json-value.ts'

/**
 * One operation of a JSON Patch (RFC 6902) that leads from one version to another, with the value
 * that was there before.
 */
export type VersionChange =
  | { readonly op: 'add'; readonly path: string; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: string; readonly old_value: JsonValue }
  | {
      readonly op: 'replace'
      readonly path: string
      readonly value: JsonValue
      readonly old_value: JsonValue
    }

/** What changed in content: not who it is, nor when and as what it was stored. */
export function diffCharacters(before: Character, after: Character): VersionChange[] {
  const changes = diff(contentOf(before), contentOf(after), { cyclesFix: false }).map(toChange)
  // Removing from an array moves what stands behind: the patch removes from the end.
  const removals = changes.filter(({ op }) => op === 'remove').reverse()
  return [...changes.filter(({ op }) => op !== 'remove'), ...removals]
}

function contentOf(character: Character): Record<string, JsonValue> {
  const { id, created_at, updated_at, is_active, version_number, ...content } = character
  return content
}

function toChange(difference: Difference): VersionChange {
  const path = difference.path.map((key) => `/${escapePointer(String(key))}`).join('')
  switch (difference.type) {
    case 'CREATE':
      return { op: 'add', path, value: difference.value }
    case 'REMOVE':
      return { op: 'remove', path, old_value: difference.oldValue }
    case 'CHANGE':
      return { op: 'replace', path, value: difference.value, old_value: difference.oldValue }
  }
}

/** RFC 6901, section 3. */
function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
