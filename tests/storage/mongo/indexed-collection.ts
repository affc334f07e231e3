import { Query } from 'mingo'
import { type Document, ObjectId } from 'mongodb'

/** What a query looks at to fill its page. */
export interface Looked {
  /** Documents within the bounds of the index, up to the last one of the page. */
  readonly examined: number
  /** Those of them that match. */
  readonly found: number
}

/** Documents that are read as a MongoDB server reads them by an index of its own choice. */
export interface IndexedCollection {
  /**
   * Walks the index on these fields in the direction of a page, within the bounds that the filter gives
   * it: a union of ranges where the filter is one of several.
   */
  read(filter: Document, fields: readonly string[], direction: number, limit: number): Looked
}

/** Keeps an order for each index that is read by. */
export function indexedCollection(documents: readonly Document[]): IndexedCollection {
  const all = documents.map(comparable)
  const ordered = new Map<string, readonly Document[]>()
  return {
    read(filter, fields, direction, limit) {
      const key = `${fields.join()} ${direction}`
      const index = ordered.get(key) ?? [...all].sort((a, b) => direction * compare(a, b, fields))
      ordered.set(key, index)
      const wanted = comparable(filter)
      const [isWithin, isMeant] = [new Query(boundsOf(wanted, fields)), new Query(wanted)]
      let [examined, found] = [0, 0]
      for (const document of index) {
        if (found === limit) break
        if (!isWithin.test(document)) continue
        examined++
        if (isMeant.test(document)) found++
      }
      return { examined, found }
    },
  }
}

/** The part of a filter that bounds an index; `{}` for none. */
function boundsOf(filter: Document, fields: readonly string[]): Document {
  const [leading = ''] = fields
  const bounds: Document[] = []
  // A field that comes later in the index is bounded where those before it are.
  const own = Object.entries(filter).filter(([field]) => fields.includes(field))
  if (Object.hasOwn(filter, leading)) bounds.push(Object.fromEntries(own))
  for (const part of filter.$and ?? []) bounds.push(boundsOf(part, fields))
  const branches: Document[] = (filter.$or ?? []).map((part: Document) => boundsOf(part, fields))
  // One branch without bounds walks all of it.
  if (branches.length > 0 && branches.every((branch) => Object.keys(branch).length > 0)) {
    bounds.push({ $or: branches })
  }
  const given = bounds.filter((bound) => Object.keys(bound).length > 0)
  return given.length === 0 ? {} : { $and: given }
}

/** Ids as texts, whose order is the same. */
function comparable(value: Document): Document {
  return convert(value) as Document
}

function convert(value: unknown): unknown {
  if (value instanceof ObjectId) return value.toHexString()
  if (Array.isArray(value)) return value.map(convert)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, convert(inner)]))
}

function compare(a: Document, b: Document, fields: readonly string[]): number {
  for (const field of fields) {
    if (a[field] < b[field]) return -1
    if (a[field] > b[field]) return 1
  }
  return 0
}
