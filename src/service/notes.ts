import type { Character } from '../model/character.ts'
import { sameJson } from '../model/same-json.ts'
import type { ChangeRecord } from '../storage/ledger.ts'
import type { Notes } from './arguments.ts'
import { contentOf } from './diff.ts'

/** What is kept of a write that makes a version. */
export function changeRecord(
  version_number: number,
  write_id: string,
  { by, note }: Notes,
  fields: readonly string[],
  rolled_back_to: number | null = null,
): ChangeRecord {
  return { version_number, write_id, by, note, fields, rolled_back_to }
}

/** The names of the fields in which two versions differ. */
export function changedFields(before: Character, after: Character): string[] {
  const was = contentOf(before)
  return Object.entries(contentOf(after))
    .filter(([field, value]) => !sameJson(was[field], value))
    .map(([field]) => field)
}
