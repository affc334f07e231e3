import type { Collection, Document } from 'mongodb'
import type { SortField, SortOrder, SortPosition } from '../../model/parse-sort.ts'
import type { Bounds } from './command.ts'
import { EXACT, fromHead, toObjectId, toStored } from './document.ts'
import { isBson } from './value.ts'

/** The types of values as MongoDB orders them, lowest first; what is absent counts as null. */
const TYPES: readonly (readonly string[])[] = [
  ['null'],
  ['int', 'long', 'double', 'decimal'],
  ['string'],
  ['object'],
  ['array'],
  ['binData'],
  ['objectId'],
  ['bool'],
  ['date'],
  ['timestamp'],
  ['regex'],
]

/** What comes after a position in the order of another field than the name. */
export async function afterPosition(
  characters: Collection,
  { field, isDescending }: SortOrder,
  position: SortPosition,
  bounds: Bounds,
): Promise<Document> {
  const raw = await storedValue(characters, field, position, bounds)
  return after(field, raw, toObjectId(position.id), isDescending)
}

/** What comes after a document that was read. */
export function afterDocument({ field, isDescending }: SortOrder, document: Document): Document {
  return after(field, document[field] ?? null, document._id, isDescending)
}

/** A comparison on the server holds within one type, so that the types behind it are named. */
function after(field: string, raw: unknown, id: unknown, isDescending: boolean): Document {
  const beyond = isDescending ? '$lt' : '$gt'
  const type = TYPES.findIndex((names) => names.includes(typeOf(raw)))
  const behind = (isDescending ? TYPES.slice(0, type) : TYPES.slice(type + 1)).flat()
  const filters: Document[] = [{ [field]: { $eq: raw }, _id: { [beyond]: id } }]
  if (raw !== null) filters.push({ [field]: { [beyond]: raw } })
  // What is absent is of no type, and counts as null.
  if (behind.includes('null')) filters.push({ [field]: { $eq: null } })
  const types = behind.filter((name) => name !== 'null')
  if (types.length > 0) filters.push({ [field]: { $type: types } })
  return { $or: filters }
}

/**
 * The value that the position has in the order. Of another program's document it may be of another
 * type than it shows: what is stored now tells, as long as it still shows the same.
 */
async function storedValue(
  characters: Collection,
  field: SortField,
  { value, id }: SortPosition,
  bounds: Bounds,
): Promise<unknown> {
  const projection = { [field]: 1, name: 1, deleted_name: 1, created_at: 1 }
  const options = { ...EXACT, ...bounds(), projection }
  const byId: Document = { _id: toObjectId(id) }
  const document = await characters.findOne(byId, options)
  const isSame = document !== null && fromHead(document).character[field] === value
  return isSame ? (document[field] ?? null) : toStored(field, value)
}

function typeOf(raw: unknown): string {
  if (raw === null) return 'null'
  if (typeof raw === 'string') return 'string'
  if (typeof raw === 'boolean') return 'bool'
  if (raw instanceof Date) return 'date'
  if (Array.isArray(raw)) return 'array'
  if (typeof raw !== 'object' || !isBson(raw)) return 'object'
  return BSON_TYPES[raw._bsontype] ?? 'object'
}

const BSON_TYPES: { readonly [bsonType: string]: string } = {
  Int32: 'int',
  Double: 'double',
  Long: 'long',
  Decimal128: 'decimal',
  Binary: 'binData',
  ObjectId: 'objectId',
  Timestamp: 'timestamp',
  BSONRegExp: 'regex',
}
