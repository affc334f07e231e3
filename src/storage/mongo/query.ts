import type { Collection, Document } from 'mongodb'
import { meetsConditions } from '../../model/field-condition.ts'
import { placeOfTenant, TENANTS } from '../../model/tenant.ts'
import { BY_NAME } from '../call-arguments.ts'
import type { CharacterQuery, ListOptions } from '../character-storage.ts'
import { readLabels } from '../ledger.ts'
import type { CharacterState, VersionState } from '../stored-character.ts'
import { nameRanges, rangeOf } from '../stored-name.ts'
import type { Bounds } from './command.ts'
import { possible, serverCondition } from './conditions.ts'
import { EXACT, fromHead, type MongoRecord } from './document.ts'
import { toJson, toText } from './value.ts'

/** Active heads, in whatever order. */
export const ACTIVE: Document = { is_active: { $ne: false } }

/** Whose stored name is of a tenant, or of none: whatever else it is. */
export function inPlaceOf(tenant: string | undefined): Document {
  const { from, before } = rangeOf(tenant === undefined ? TENANTS : placeOfTenant(tenant))
  const range = { $gte: from, $lt: before }
  return { name: tenant === undefined ? { $not: range } : range }
}

/** Greater than every text that begins as another one does. */
const HIGHEST = '\u{10ffff}'

/**
 * Filters that every head of a query matches, and few others. What comes out is judged by what it
 * shows: see {@link isMeant}.
 */
export function filtersOf({ where = [], words = [], label }: CharacterQuery): Document[] {
  const found: Document[] = words.map((word) => ({
    search_words: { $elemMatch: { $gte: word, $lt: word + HIGHEST } },
  }))
  return [...labelled(label), ...found, ...possible(where)]
}

/** Heads that have a label. */
function labelled(label: string | undefined): Document[] {
  return label === undefined ? [] : [{ 'labels.label': { $eq: label } }]
}

/** Whether a head that the server found is meant. */
export function isMeant(
  { character, state: { document } }: MongoRecord,
  { where = [], words = [] }: CharacterQuery,
): boolean {
  // Another program has written a version, and no words for it.
  if (words.length > 0 && toJson(document.search_version) !== character.version_number) return false
  return meetsConditions(character, where)
}

/** The fields of a document that say which state it is in. */
export const STATE_FIELDS: Document = {
  character_id: 1,
  name: 1,
  version_number: 1,
  write_id: 1,
  created_at: 1,
  labels: 1,
}

/** The same, and those that say by whom its version was made. */
export const VERSION_FIELDS: Document = { ...STATE_FIELDS, updated_at: 1, last_change: 1 }

/** The fields of a document that say which state it is in, and whether it is meant. */
export function stateFields({ where = [], sort = BY_NAME }: ListOptions): Document {
  const fields: Document = { ...STATE_FIELDS, is_active: 1, deleted_name: 1, search_version: 1 }
  fields[sort.field] = 1
  for (const { field } of where) if (field !== 'id') fields[field] = 1
  return fields
}

/** Which write a head or a snapshot is of. */
export function characterState({ character, state, writeId }: MongoRecord): CharacterState {
  const { id, version_number: version } = character
  const labels = readLabels(toJson(state.document.labels))
  return { id, name: toText(state.document.name, ''), version, writeId, labels }
}

/** The same, and by whom its version was made. */
export function versionState(record: MongoRecord): VersionState {
  const { character, ledger } = record
  return { ...characterState(record), updatedAt: character.updated_at, change: ledger.change }
}

/** How many heads are meant: counted by the server, but for those that only their content tells. */
export async function countHeads(
  characters: Collection,
  query: CharacterQuery,
  bounds: Bounds,
): Promise<number> {
  const { where = [], words = [], label } = query
  const ranges = nameRanges(query.tenant).map(({ from, before }) => ({
    name: { $gte: from, ...(before !== null && { $lt: before }) },
  }))
  const named = { $or: ranges }
  const active = [named, ACTIVE]
  if (words.length > 0) {
    return countJudged(characters, [...active, ...filtersOf(query)], query, bounds)
  }
  const conditions = where.map(serverCondition)
  const odd = conditions.map((condition) => condition.odd)
  const exact = conditions.map((condition) => condition.exact)
  const counted = and([
    ...active,
    ...labelled(label),
    ...exact,
    ...(odd.length > 0 ? [{ $nor: odd }] : []),
  ])
  const count = await characters.countDocuments(counted, bounds())
  if (odd.length === 0) return count
  const left = [...active, ...labelled(label), ...possible(where), { $or: odd }]
  return count + (await countJudged(characters, left, query, bounds))
}

async function countJudged(
  characters: Collection,
  filters: readonly Document[],
  query: CharacterQuery,
  bounds: Bounds,
): Promise<number> {
  const options = { ...EXACT, ...bounds(), projection: stateFields(query) }
  let count = 0
  for await (const document of characters.find(and(filters), options)) {
    if (isMeant(fromHead(document), query)) count++
  }
  return count
}

/** All of these filters. */
export function and(filters: readonly Document[]): Document {
  return { $and: filters }
}
