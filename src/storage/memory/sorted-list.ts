const MAX_CHUNK = 512

/** Where a key is in a list, or would be. */
interface Place {
  /** The index of the chunk. */
  readonly at: number
  /** The index in the chunk. */
  readonly index: number
  readonly isThere: boolean
}

const START = { at: 0, index: 0 }

/**
 * Items in the order of their keys. Setting, deleting and finding a place cost the logarithm of the
 * size (plus a move inside one small chunk), in whatever order the keys come; walking on from there
 * costs the steps taken, side by side in memory.
 */
export class SortedList<K, T> {
  readonly #compare: (item: T, key: K) => number
  /** None is empty, but for the only one of an empty list. */
  readonly #chunks: T[][] = [[]]

  constructor(compare: (item: T, key: K) => number) {
    this.#compare = compare
  }

  get(key: K): T | undefined {
    const { chunk, index, isThere } = this.#find(key)
    return isThere ? chunk[index] : undefined
  }

  set(key: K, item: T): void {
    const { at, chunk, index, isThere } = this.#find(key)
    chunk.splice(index, Number(isThere), item)
    if (chunk.length <= MAX_CHUNK) return
    // The end becomes a chunk of its own: a little of it where keys come in ascending order.
    const end = chunk.splice(index === MAX_CHUNK ? index : MAX_CHUNK / 2)
    this.#chunks.splice(at + 1, 0, end)
  }

  /** Does nothing when there is no such key. */
  delete(key: K): void {
    const { at, chunk, index, isThere } = this.#find(key)
    chunk.splice(index, Number(isThere))
    if (chunk.length === 0 && this.#chunks.length > 1) this.#chunks.splice(at, 1)
  }

  /** The items after a key, or all, up to the last that is wanted. Not to be changed meanwhile. */
  *walk(after?: K, last?: K): Generator<T> {
    let { at, index } = after === undefined ? START : this.#behind(after)
    const end = last === undefined ? { at: this.#chunks.length, index: 0 } : this.#behind(last)
    for (; at <= end.at; at++, index = 0) {
      yield* this.#chunks[at]?.slice(index, at === end.at ? end.index : undefined) ?? []
    }
  }

  /** The place after a key, whether it is there or not. */
  #behind(key: K): Pick<Place, 'at' | 'index'> {
    const { at, index, isThere } = this.#find(key)
    return { at, index: index + Number(isThere) }
  }

  #find(key: K): Place & { readonly chunk: T[] } {
    const isBefore = (item: T | undefined): boolean => this.#compare(item as T, key) < 0
    // What is beyond all chunks belongs to the last one.
    const at = lowerBound(this.#chunks.length - 1, (n) => isBefore(this.#chunks[n]?.at(-1)))
    const chunk = this.#chunks[at] as T[]
    const index = lowerBound(chunk.length, (n) => isBefore(chunk[n]))
    const isThere = index < chunk.length && this.#compare(chunk[index] as T, key) === 0
    return { at, chunk, index, isThere }
  }
}

/** How many of so many indices come first, of which something is true that is of none thereafter. */
function lowerBound(count: number, isBefore: (index: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBefore(middle)) low = middle + 1
    else high = middle
  }
  return low
}

/** The first of some items, at most so many of those that are meant. */
export function page<T>(
  items: Iterable<T>,
  limit: number | undefined,
  isMeant: (item: T) => boolean = () => true,
): T[] {
  const taken: T[] = []
  for (const item of items) {
    if (!isMeant(item)) continue
    taken.push(item)
    if (taken.length === limit) break
  }
  return taken
}
