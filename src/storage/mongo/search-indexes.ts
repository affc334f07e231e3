import type { Collection, Document } from 'mongodb'
import { codeOf } from './command.ts'

/** Most characters have no label, and take no room in its index. */
const LABELS = 'labels.label'

/** What finding needs beside the unique index on names: orders, words and labels. */
const INDEXES: readonly { readonly [field: string]: 1 }[] = [
  { search_words: 1 },
  { updated_at: 1, _id: 1 },
  { created_at: 1, _id: 1 },
  { display_name: 1, _id: 1 },
  { [LABELS]: 1 },
]

/** The code of an error that says: the same index is there, under another name. */
const OTHER_NAME = 85

/**
 * Makes the indexes that finding is quick by, those that are missing. Without one, pages come all the
 * same, slowly.
 *
 * @param existing the indexes that are known to be there
 * @returns what stood in the way of each that could not be made, by its name
 */
export async function ensureSearchIndexes(
  characters: Collection,
  existing: readonly Document[],
): Promise<readonly { readonly index: string; readonly error: unknown }[]> {
  const failures: { readonly index: string; readonly error: unknown }[] = []
  const present = new Set(existing.map(({ key }) => JSON.stringify(key)))
  for (const key of INDEXES) {
    if (present.has(JSON.stringify(key))) continue
    const index = Object.keys(key)
      .map((field) => `${field}_1`)
      .join('_')
    try {
      const sparse = LABELS in key ? { sparse: true } : {}
      await characters.createIndex({ ...key }, { name: index, ...sparse })
    } catch (error) {
      if (codeOf(error) !== OTHER_NAME) failures.push({ index, error })
    }
  }
  return failures
}
