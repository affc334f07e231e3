import type { Collection, Document, Filter } from 'mongodb'
import type { ListOptions } from '../character-storage.ts'
import { AFTER_TOMBSTONES, TOMBSTONE_PREFIX, tombstoneOf } from '../stored-name.ts'
import type { Bounds } from './command.ts'
import { EXACT, fromHead, type MongoRecord } from './document.ts'

/**
 * Active heads by name: the names before all tombstones, then those after them, each a range of the
 * index, so that a page never touches a tombstone.
 */
export async function findActive(
  characters: Collection,
  { after, limit }: ListOptions,
  bounds: Bounds,
): Promise<readonly MongoRecord[]> {
  const page: MongoRecord[] = []
  const ranges = [
    { ...(after !== undefined && { $gt: after }), $lt: TOMBSTONE_PREFIX },
    after !== undefined && after >= AFTER_TOMBSTONES ? { $gt: after } : { $gte: AFTER_TOMBSTONES },
  ]
  for (const [index, name] of ranges.entries()) {
    const isBehind = index === 0 && after !== undefined && after >= TOMBSTONE_PREFIX
    const left = limit === undefined ? undefined : limit - page.length
    if (isBehind || left === 0) continue
    const filter = { name, is_active: { $ne: false } }
    for (const document of await findByName(characters, filter, left, bounds)) {
      page.push(fromHead(document))
    }
  }
  return page
}

/** Deleted heads by id: the range of the tombstones. */
export async function findDeleted(
  characters: Collection,
  { after, limit }: ListOptions,
  bounds: Bounds,
): Promise<readonly MongoRecord[]> {
  const page: MongoRecord[] = []
  let last = after === undefined ? TOMBSTONE_PREFIX : tombstoneOf(after)
  for (;;) {
    const left = limit === undefined ? undefined : limit - page.length
    const filter = { name: { $gt: last, $lt: AFTER_TOMBSTONES }, is_active: false }
    const documents = await findByName(characters, filter, left, bounds)
    for (const document of documents) {
      const head = fromHead(document)
      last = document.name
      // Another program may have given a character of its own a name like that of a tombstone.
      if (last === tombstoneOf(head.character.id)) page.push(head)
    }
    if (left === undefined || documents.length < left || page.length === limit) return page
  }
}

function findByName(
  characters: Collection,
  filter: Filter<Document>,
  limit: number | undefined,
  bounds: Bounds,
): Promise<Document[]> {
  const page = limit === undefined ? {} : { limit, batchSize: limit }
  return characters.find(filter, { ...EXACT, ...bounds(), ...page, sort: { name: 1 } }).toArray()
}
