import type { Collection, Document } from 'mongodb'
import { CharacterStorageError } from '../../errors.ts'
import { codeOf, isDuplicateKey, toStorageError } from './command.ts'
import { toText } from './value.ts'

/** The name MongoDB gives the index by default, and other programs of this collection too. */
const INDEX_NAME = 'name_1'
const NAMESPACE_NOT_FOUND = 26
const UNAUTHORIZED = 13
const INDEX_CONFLICTS: ReadonlySet<unknown> = new Set([85, 86])
const SHOWN_DUPLICATES = 5
const SHOWN_LENGTH = 60

/**
 * Makes the unique index on `name` where there is none. Changes nothing else: what stands in the
 * way is reported.
 *
 * @returns the indexes that were there
 * @throws {CharacterStorageError} when an index that does not make names unique has its place, when
 *   names are held twice already, or when the user may not create indexes
 */
export async function ensureNameIndex(characters: Collection): Promise<readonly Document[]> {
  try {
    const indexes = await existingIndexes(characters)
    if (!keepsNamesUnique(characters, indexes)) {
      await characters.createIndex({ name: 1 }, { unique: true, name: INDEX_NAME })
    }
    return indexes
  } catch (error) {
    throw await explain(characters, error)
  }
}

/**
 * Whether names are kept unique.
 *
 * @throws {CharacterStorageError} when an index that does not keep them so has the place
 */
export async function hasNameIndex(characters: Collection): Promise<boolean> {
  try {
    return keepsNamesUnique(characters, await existingIndexes(characters))
  } catch (error) {
    throw await explain(characters, error)
  }
}

function keepsNamesUnique(characters: Collection, indexes: readonly Document[]): boolean {
  if (indexes.some(makesNamesUnique)) return true
  const obstacle = indexes.find(({ name }) => name === INDEX_NAME)
  if (obstacle) throw wrongIndex(characters, obstacle)
  return false
}

async function existingIndexes(characters: Collection): Promise<readonly Document[]> {
  try {
    return await characters.indexes()
  } catch (error) {
    if (codeOf(error) === NAMESPACE_NOT_FOUND) return []
    throw error
  }
}

/** A partial index lets some names be held twice; a collation makes different names equal. */
function makesNamesUnique(index: Document): boolean {
  const { key, unique, partialFilterExpression, collation } = index
  const fields = Object.entries(key ?? {})
  return (
    fields.length === 1 &&
    fields[0]?.[0] === 'name' &&
    Math.abs(Number(fields[0][1])) === 1 &&
    unique === true &&
    partialFilterExpression === undefined &&
    (collation === undefined || collation.locale === 'simple')
  )
}

async function explain(characters: Collection, error: unknown): Promise<Error> {
  if (isDuplicateKey(error)) return duplicateNames(characters, error)
  if (INDEX_CONFLICTS.has(codeOf(error))) return wrongIndex(characters, undefined, error)
  if (codeOf(error) === UNAUTHORIZED) {
    return new CharacterStorageError(
      `This user may not create the unique index ${INDEX_NAME} of ${characters.collectionName}: ` +
        'grant createIndex and listIndexes, or create it yourself and pass ensureIndexes: false',
      { cause: error },
    )
  }
  return toStorageError('ensureIndexes', error)
}

function wrongIndex(characters: Collection, index?: Document, cause?: unknown): Error {
  const found = index ? `index ${describeIndex(index)}` : 'another index on name'
  return new CharacterStorageError(
    `${characters.collectionName} has ${found}, which does not keep names unique: ` +
      `drop it, so that the unique index ${INDEX_NAME} on { name: 1 } can take its place`,
    { cause },
  )
}

function describeIndex({
  name,
  key,
  unique,
  partialFilterExpression,
  collation,
}: Document): string {
  const traits = [
    unique === true ? 'unique' : 'not unique',
    ...(partialFilterExpression === undefined ? [] : ['partial']),
    ...(collation === undefined ? [] : ['with a collation']),
  ]
  return `${name} on ${JSON.stringify(key)} (${traits.join(', ')})`
}

async function duplicateNames(characters: Collection, cause: unknown): Promise<Error> {
  let held = ''
  try {
    const groups = await characters
      .aggregate([
        { $group: { _id: '$name', count: { $sum: 1 } } },
        { $match: { count: { $gt: 1 } } },
        { $sort: { _id: 1 } },
        { $limit: SHOWN_DUPLICATES + 1 },
      ])
      .toArray()
    held = `: ${groups.slice(0, SHOWN_DUPLICATES).map(describeGroup).join(', ')}`
    if (groups.length > SHOWN_DUPLICATES) held += ', and more'
  } catch {
    // Which names they are is a help only: the build has failed for them in any case.
  }
  return new CharacterStorageError(
    `${characters.collectionName} holds names more than once${held}. ` +
      `Rename or remove the duplicates; the unique index ${INDEX_NAME} was not created`,
    { cause },
  )
}

function describeGroup({ _id, count }: Document): string {
  const name = _id === null ? 'no name' : `'${toText(_id, '').slice(0, SHOWN_LENGTH)}'`
  return `${name} (${count} times)`
}
