const MAX_CHUNK = 512

/**
 * Distinct values in order. Adding, removing and finding a place cost the logarithm of the size
 * (plus a move inside one small chunk), in whatever order the values come.
 */
export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number
  /** Sorted chunks of 1 to MAX_CHUNK values; never an empty one. */
  readonly #chunks: T[][] = []

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare
  }

  /** Adds a value; does nothing when it is there already. */
  add(value: T): void {
    const at = Math.min(this.#chunkFrom(value), this.#chunks.length - 1)
    const chunk = this.#chunks[at]
    if (!chunk) {
      this.#chunks.push([value])
      return
    }
    const index = this.#indexIn(chunk, value)
    const present = chunk[index]
    if (present !== undefined && this.#compare(present, value) === 0) return
    chunk.splice(index, 0, value)
    if (chunk.length > MAX_CHUNK)
      this.#chunks.splice(at + 1, 0, chunk.splice(splitAt(chunk, index)))
  }

  /** Removes a value; does nothing when it is not there. */
  delete(value: T): void {
    const at = this.#chunkFrom(value)
    const chunk = this.#chunks[at]
    if (!chunk) return
    const index = this.#indexIn(chunk, value)
    const present = chunk[index]
    if (present === undefined || this.#compare(present, value) !== 0) return
    chunk.splice(index, 1)
    if (chunk.length === 0) this.#chunks.splice(at, 1)
  }

  /** The values after `after`, or all, lowest first. */
  *ascending(after?: T): Generator<T> {
    let at = after === undefined ? 0 : this.#chunkFrom(after)
    let index = 0
    if (after !== undefined) {
      const chunk = this.#chunks[at] ?? []
      index = lowerBound(chunk, (value) => this.#compare(value, after) <= 0)
    }
    for (; at < this.#chunks.length; at++, index = 0) {
      const chunk = this.#chunks[at] ?? []
      for (; index < chunk.length; index++) yield chunk[index] as T
    }
  }

  /** The values before `before`, or all, highest first. */
  *descending(before?: T): Generator<T> {
    let at = this.#chunks.length - 1
    let end = Number.POSITIVE_INFINITY
    if (before !== undefined) {
      at = Math.min(this.#chunkFrom(before), at)
      end = this.#indexIn(this.#chunks[at] ?? [], before)
    }
    for (; at >= 0; at--, end = Number.POSITIVE_INFINITY) {
      const chunk = this.#chunks[at] ?? []
      for (let index = Math.min(end, chunk.length) - 1; index >= 0; index--) {
        yield chunk[index] as T
      }
    }
  }

  /** The index of the first chunk that ends at `value` or after it. */
  #chunkFrom(value: T): number {
    return lowerBound(this.#chunks, (chunk) => {
      const last = chunk[chunk.length - 1]
      return last !== undefined && this.#compare(last, value) < 0
    })
  }

  #indexIn(chunk: readonly T[], value: T): number {
    return lowerBound(chunk, (other) => this.#compare(other, value) < 0)
  }
}

/** A chunk that grows at its end is left nearly full: ascending values then waste no space. */
function splitAt(chunk: readonly unknown[], index: number): number {
  return index === chunk.length - 1 ? chunk.length - 1 : chunk.length >> 1
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
