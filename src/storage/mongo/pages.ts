import type { Collection, Document } from 'mongodb'
import { BY_NAME, nameBefore } from '../call-arguments.ts'
import type { ListDeletedOptions, ListOptions } from '../character-storage.ts'
import { AFTER_TOMBSTONES, TOMBSTONE_PREFIX, tombstoneOf } from '../stored-name.ts'
import type { Bounds } from './command.ts'
import { EXACT, fromHead, type MongoRecord } from './document.ts'
import { afterDocument, afterPosition } from './orders.ts'
import { ACTIVE, filtersOf, isMeant } from './query.ts'

/** A part of an order that one index holds in a piece. */
interface Range {
  readonly filter: Document
  /** What of it comes after a document. */
  readonly after: (document: Document) => Document
}

/**
 * A page of active heads.
 *
 * @param fields of the documents that are read; all of them without it
 */
export async function findActive(
  characters: Collection,
  options: ListOptions,
  bounds: Bounds,
  fields?: Document,
): Promise<readonly MongoRecord[]> {
  const { limit } = options
  const page: MongoRecord[] = []
  const filters = filtersOf(options)
  const ranges = await rangesOf(characters, options, bounds)
  for (const { filter, after } of ranges) {
    let range: Document | null = filter
    while (range !== null && page.length !== limit) {
      const left: number | undefined = limit === undefined ? undefined : limit - page.length
      const query = filters.length === 0 ? range : { $and: [range, ...filters] }
      const documents = await find(characters, query, sortOf(options), left, bounds, fields)
      for (const document of documents) {
        const head = fromHead(document)
        if (isMeant(head, options)) page.push(head)
      }
      // Of what the server found, some may not be meant: then there may be more of it.
      const last: Document | undefined = documents.length === left ? documents.at(-1) : undefined
      range = last === undefined ? null : after(last)
    }
  }
  return page
}

/** The active heads that hold these stored names. */
export async function findNamed(
  characters: Collection,
  names: readonly string[],
  bounds: Bounds,
): Promise<readonly MongoRecord[]> {
  const how = { ...EXACT, ...bounds(), batchSize: names.length + 1 }
  const found = characters.find({ ...ACTIVE, name: { $in: [...names] } }, how)
  return (await found.toArray()).map(fromHead)
}

/** Deleted heads by id: the range of the tombstones. */
export async function findDeleted(
  characters: Collection,
  { after, limit }: ListDeletedOptions,
  bounds: Bounds,
): Promise<readonly MongoRecord[]> {
  const page: MongoRecord[] = []
  let last = after === undefined ? TOMBSTONE_PREFIX : tombstoneOf(after)
  for (;;) {
    const left = limit === undefined ? undefined : limit - page.length
    const filter = { name: { $gt: last, $lt: AFTER_TOMBSTONES }, is_active: false }
    const documents = await find(characters, filter, { name: 1 }, left, bounds)
    for (const document of documents) {
      const head = fromHead(document)
      last = document.name
      // Another program may have given a character of its own a name like that of a tombstone.
      if (last === tombstoneOf(head.character.id)) page.push(head)
    }
    if (left === undefined || documents.length < left || page.length === limit) return page
  }
}

async function rangesOf(
  characters: Collection,
  options: ListOptions,
  bounds: Bounds,
): Promise<readonly Range[]> {
  const { sort = BY_NAME, after } = options
  if (sort.field === 'name') return nameRanges(nameBefore(options), sort.isDescending)
  const isFirst = typeof after !== 'object'
  const start = isFirst ? {} : await afterPosition(characters, sort, after, bounds)
  const within = (filter: Document): Document => ({ $and: [ACTIVE, filter] })
  return [{ filter: within(start), after: (last) => within(afterDocument(sort, last)) }]
}

/**
 * Active heads by name: the names before all tombstones and those after them, so that a page never
 * touches a tombstone.
 */
function nameRanges(start: string | undefined, isDescending: boolean): Range[] {
  const below = (name = ''): Document =>
    isDescending
      ? { $lt: name === '' || name > TOMBSTONE_PREFIX ? TOMBSTONE_PREFIX : name }
      : { ...(name !== '' && { $gt: name }), $lt: TOMBSTONE_PREFIX }
  const above = (name = ''): Document => {
    if (isDescending) return { $gte: AFTER_TOMBSTONES, ...(name !== '' && { $lt: name }) }
    return name >= AFTER_TOMBSTONES ? { $gt: name } : { $gte: AFTER_TOMBSTONES }
  }
  const isPast = (name: string): boolean =>
    isDescending ? name <= AFTER_TOMBSTONES : name >= TOMBSTONE_PREFIX
  const parts = isDescending ? [above, below] : [below, above]
  const left = start !== undefined && isPast(start) ? parts.slice(1) : parts
  return left.map((part) => ({
    filter: { ...ACTIVE, name: part(start) },
    after: ({ name }) => ({ ...ACTIVE, name: part(String(name)) }),
  }))
}

/** The order of an index: that of names is unique by itself. */
function sortOf({ sort = BY_NAME }: ListOptions): Document {
  const direction = sort.isDescending ? -1 : 1
  return sort.field === 'name' ? { name: direction } : { [sort.field]: direction, _id: direction }
}

function find(
  characters: Collection,
  filter: Document,
  sort: Document,
  limit: number | undefined,
  bounds: Bounds,
  projection?: Document,
): Promise<Document[]> {
  const page = limit === undefined ? {} : { limit, batchSize: limit }
  const fields = projection === undefined ? {} : { projection }
  return characters
    .find(filter, {
      ...EXACT,
      ...bounds(),
      ...page,
      ...fields,
      sort: sort as Record<string, 1 | -1>,
    })
    .toArray()
}
