const MAX_CHUNK = 512

/** Neighbours in order: `keys[i]` has `values[i]`. Never empty. */
interface Chunk<K, V> {
  readonly keys: K[]
  readonly values: V[]
}

/**
 * Values in the order of their keys. Setting, deleting and finding a place cost the logarithm of the
 * size (plus a move inside one small chunk), in whatever order the keys come; walking on from there
 * costs the steps taken, side by side in memory.
 */
export class SortedMap<K, V> {
  readonly #compare: (a: K, b: K) => number
  readonly #chunks: Chunk<K, V>[] = []

  constructor(compare: (a: K, b: K) => number) {
    this.#compare = compare
  }

  get isEmpty(): boolean {
    return this.#chunks.length === 0
  }

  get(key: K): V | undefined {
    const chunk = this.#chunks[this.#chunkFrom(key)]
    if (!chunk) return undefined
    const index = this.#indexIn(chunk, key)
    return this.#isAt(chunk, index, key) ? chunk.values[index] : undefined
  }

  set(key: K, value: V): void {
    const at = Math.min(this.#chunkFrom(key), this.#chunks.length - 1)
    const chunk = this.#chunks[at]
    if (!chunk) {
      this.#chunks.push({ keys: [key], values: [value] })
      return
    }
    const index = this.#indexIn(chunk, key)
    if (this.#isAt(chunk, index, key)) {
      chunk.values[index] = value
      return
    }
    chunk.keys.splice(index, 0, key)
    chunk.values.splice(index, 0, value)
    if (chunk.keys.length > MAX_CHUNK) this.#chunks.splice(at + 1, 0, split(chunk, index))
  }

  /** Does nothing when there is no such key. */
  delete(key: K): void {
    const at = this.#chunkFrom(key)
    const chunk = this.#chunks[at]
    if (!chunk) return
    const index = this.#indexIn(chunk, key)
    if (!this.#isAt(chunk, index, key)) return
    chunk.keys.splice(index, 1)
    chunk.values.splice(index, 1)
    if (chunk.keys.length === 0) this.#chunks.splice(at, 1)
  }

  /** The entries after a key, or all, lowest first. Not to be changed meanwhile. */
  *ascending(after?: K): Generator<readonly [K, V]> {
    let at = after === undefined ? 0 : this.#chunkFrom(after)
    let index = 0
    const first = this.#chunks[at]
    if (after !== undefined && first) {
      index = this.#indexIn(first, after)
      if (this.#isAt(first, index, after)) index += 1
    }
    for (; at < this.#chunks.length; at++, index = 0) {
      const { keys, values } = this.#chunks[at] as Chunk<K, V>
      for (; index < keys.length; index++) yield [keys[index] as K, values[index] as V]
    }
  }

  /** The entries before a key, or all, highest first. Not to be changed meanwhile. */
  *descending(before?: K): Generator<readonly [K, V]> {
    let at = this.#chunks.length - 1
    let end = Number.POSITIVE_INFINITY
    if (before !== undefined) {
      at = Math.min(this.#chunkFrom(before), at)
      const last = this.#chunks[at]
      if (last) end = this.#indexIn(last, before)
    }
    for (; at >= 0; at--, end = Number.POSITIVE_INFINITY) {
      const { keys, values } = this.#chunks[at] as Chunk<K, V>
      for (let index = Math.min(end, keys.length) - 1; index >= 0; index--) {
        yield [keys[index] as K, values[index] as V]
      }
    }
  }

  /** The index of the first chunk that ends at `key` or after it. */
  #chunkFrom(key: K): number {
    return lowerBound(this.#chunks, ({ keys }) => {
      return this.#compare(keys[keys.length - 1] as K, key) < 0
    })
  }

  /** Where in a chunk `key` is, or would be. */
  #indexIn(chunk: Chunk<K, V>, key: K): number {
    return lowerBound(chunk.keys, (other) => this.#compare(other, key) < 0)
  }

  #isAt({ keys }: Chunk<K, V>, index: number, key: K): boolean {
    return index < keys.length && this.#compare(keys[index] as K, key) === 0
  }
}

/** Moves the end of a chunk into one of its own: a little where keys come in ascending order. */
function split<K, V>({ keys, values }: Chunk<K, V>, index: number): Chunk<K, V> {
  const at = index === keys.length - 1 ? index : keys.length >> 1
  return { keys: keys.splice(at), values: values.splice(at) }
}

function lowerBound<T>(values: readonly T[], isBefore: (value: T) => boolean): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBefore(values[middle] as T)) low = middle + 1
    else high = middle
  }
  return low
}
