import { type CursorKind, type CursorPosition, readCursor, toCursor } from './cursor.ts'
import { single } from './list-query.ts'
import { HttpProblem } from './problem.ts'

const MAX_LIMIT = 1_000

/** The page of a list that a query asks for. */
export interface PageRequest<Kind extends CursorKind> {
  readonly limit: number
  readonly position: CursorPosition[Kind] | undefined
}

/** A page of a list, and the `Link` to the next one. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly link: string | undefined
}

/**
 * Reads `limit` and `cursor`; other parameters are none of our business.
 *
 * @param defaultLimit how many where the query names no limit
 * @throws {HttpProblem} 400 when one of them is not usable
 */
export function readPageRequest<Kind extends CursorKind>(
  kind: Kind,
  query: string,
  defaultLimit: number = MAX_LIMIT,
): PageRequest<Kind> {
  if (query === '') return { limit: defaultLimit, position: undefined }
  const parameters = new URLSearchParams(query)
  const cursor = single(parameters, 'cursor')
  return {
    limit: readLimit(parameters, defaultLimit),
    position: cursor === undefined ? undefined : readCursor(kind, cursor),
  }
}

/** @throws {HttpProblem} 400 when `limit` is none */
export function readLimit(parameters: URLSearchParams, defaultLimit: number = MAX_LIMIT): number {
  const text = single(parameters, 'limit')
  if (text === undefined) return defaultLimit
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= MAX_LIMIT) return limit
  throw new HttpProblem('INVALID_REQUEST', `limit must be an integer from 1 to ${MAX_LIMIT}`)
}

/**
 * Reads one page, and whether another follows.
 *
 * @param read gives at most so many
 * @param positionOf where the page after this one begins
 */
export async function readPage<Kind extends CursorKind, Item>(
  kind: Kind,
  limit: number,
  read: (limit: number) => Promise<readonly Item[]>,
  positionOf: (last: Item) => CursorPosition[Kind],
): Promise<Page<Item>> {
  // One more than wanted tells whether there are more; of the largest page it cannot be asked.
  const found = await read(Math.min(limit + 1, MAX_LIMIT))
  const items = found.length > limit ? found.slice(0, limit) : found
  const last = items.at(-1)
  const isLast = found.length < Math.min(limit + 1, MAX_LIMIT)
  if (isLast || last === undefined) return { items, link: undefined }
  const cursor = toCursor(kind, positionOf(last))
  return { items, link: `<?limit=${limit}&cursor=${cursor}>; rel="next"` }
}
