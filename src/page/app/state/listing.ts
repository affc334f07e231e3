import type { CharacterResponse } from '../../../model/character.ts'
import type { Failure } from './failure.ts'

/** What is looked for. */
export interface ListQuery {
  readonly text: string
  /** The characters have all of them. */
  readonly traits: readonly string[]
  /** Shows what this label points to; `null` for characters as they are now. */
  readonly label: string | null
  readonly sort: string
}

/** A list of characters: plain data, replaced at each step. */
export interface Listing {
  readonly query: ListQuery
  readonly items: readonly CharacterResponse[]
  /** How many there are in all, as far as that is known. */
  readonly count: number | null
  readonly hasMore: boolean
  /** What it waits for. */
  readonly waiting: 'first' | 'more' | null
  readonly failure: Failure | null
}

/** How many characters come at a time. */
export const PAGE_SIZE = 60
/** More than so many are not asked for at once when what is shown is looked at again. */
const MOST = 1_000

/** Before anything has come. */
export const EMPTY_LISTING: Listing = {
  query: { text: '', traits: [], label: null, sort: 'name' },
  items: [],
  count: null,
  hasMore: false,
  waiting: 'first',
  failure: null,
}

/** Something else is looked for: what is shown stays until there is an answer. */
export function asked(listing: Listing, change: Partial<ListQuery>): Listing {
  const query = { ...listing.query, ...change }
  // A label shows its versions in the order of names alone.
  const sort = query.label === null ? query.sort : 'name'
  return { ...listing, query: { ...query, sort }, waiting: 'first', failure: null }
}

/** How many to ask for, so that as many are shown as before. */
export function sizeOf({ items }: Listing): number {
  return Math.min(MOST, Math.max(PAGE_SIZE, items.length))
}

/** The first of them have come. */
export function arrived(
  listing: Listing,
  items: readonly CharacterResponse[],
  size: number,
): Listing {
  const hasMore = items.length === size
  return {
    ...listing,
    items,
    hasMore,
    waiting: null,
    failure: null,
    count: hasMore ? null : items.length,
  }
}

/** More of them have come. */
export function extended(listing: Listing, items: readonly CharacterResponse[]): Listing {
  const all = [...listing.items, ...items]
  const hasMore = items.length === PAGE_SIZE
  return {
    ...listing,
    items: all,
    hasMore,
    waiting: null,
    count: hasMore ? listing.count : all.length,
  }
}

/** It could not be listed. */
export function unlisted(listing: Listing, failure: Failure): Listing {
  return { ...listing, waiting: null, failure }
}

/** What the list says of itself. */
export function listWords({ items, count, hasMore, waiting, query }: Listing): string {
  if (waiting === 'first' && items.length === 0) return 'Looking…'
  const known = count ?? (hasMore ? null : items.length)
  if (known === 0) {
    const isFiltered = query.text !== '' || query.traits.length > 0 || query.label !== null
    return isFiltered ? 'Nothing found' : 'No characters yet'
  }
  if (known === null) return `${items.length} and more`
  const all = known === 1 ? '1 character' : `${known.toLocaleString('en')} characters`
  return items.length < known ? `${items.length} of ${all}` : all
}
