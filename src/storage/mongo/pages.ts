import type { Collection, Document } from 'mongodb'
import { BY_NAME, nameBefore } from '../call-arguments.ts'
import type { ListDeletedOptions, ListOptions } from '../character-storage.ts'
import { type NameRange, nameRanges, tombstoneOf, tombstoneRange } from '../stored-name.ts'
import type { Bounds } from './command.ts'
import { EXACT, fromHead, type MongoRecord } from './document.ts'
import { afterDocument, afterPosition } from './orders.ts'
import { ACTIVE, filtersOf, inPlaceOf, isMeant } from './query.ts'

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
  fields?: Document,
): Promise<readonly MongoRecord[]> {
  const projection = fields === undefined ? {} : { projection: fields }
  const how = { ...EXACT, ...bounds(), ...projection, batchSize: names.length + 1 }
  const found = characters.find({ ...ACTIVE, name: { $in: [...names] } }, how)
  return (await found.toArray()).map(fromHead)
}

/** Deleted heads by id: the range of the tombstones. */
export async function findDeleted(
  characters: Collection,
  { tenant, after, limit }: ListDeletedOptions,
  bounds: Bounds,
): Promise<readonly MongoRecord[]> {
  const page: MongoRecord[] = []
  const { from, before } = tombstoneRange(tenant)
  let last = after === undefined ? from : tombstoneOf(after, from)
  for (;;) {
    const left = limit === undefined ? undefined : limit - page.length
    const filter = { name: { $gt: last, $lt: before }, is_active: false }
    const documents = await find(characters, filter, { name: 1 }, left, bounds)
    for (const document of documents) {
      const head = fromHead(document)
      last = document.name
      // Another program may have given a character of its own a name like that of a tombstone.
      if (last === tombstoneOf(head.character.id, from)) page.push(head)
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
  if (sort.field === 'name') return byName(options, nameBefore(options), sort.isDescending)
  const isFirst = typeof after !== 'object'
  const start = isFirst ? {} : await afterPosition(characters, sort, after, bounds)
  const place = inPlaceOf(options.tenant)
  const within = (filter: Document): Document => ({ $and: [ACTIVE, place, filter] })
  return [{ filter: within(start), after: (last) => within(afterDocument(sort, last)) }]
}

/** Active heads by name, range by range, so that a page touches no tombstone and no other tenant. */
function byName(options: ListOptions, start: string | undefined, isDescending: boolean): Range[] {
  const ranges = nameRanges(options.tenant)
  const rest = (name: string | undefined, range: NameRange): Document | null =>
    restOf(range, name, isDescending)
  return (isDescending ? [...ranges].reverse() : ranges).flatMap((range) => {
    const filter = rest(start, range)
    if (filter === null) return []
    const after = ({ name }: Document): Document => ({ ...ACTIVE, name: rest(String(name), range) })
    return [{ filter: { ...ACTIVE, name: filter }, after }]
  })
}

/** What of a range comes after a name; `null` for nothing. */
function restOf(
  { from, before }: NameRange,
  name: string | undefined,
  isDescending: boolean,
): Document | null {
  const lower: Document = from === '' ? {} : { $gte: from }
  const upper: Document = before === null ? {} : { $lt: before }
  if (name === undefined) return { ...lower, ...upper }
  const [isBelow, isAbove] = [name < from, before !== null && name >= before]
  if (isDescending) return isBelow ? null : { ...lower, ...(isAbove ? upper : { $lt: name }) }
  return isAbove ? null : { ...(isBelow ? lower : { $gt: name }), ...upper }
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
