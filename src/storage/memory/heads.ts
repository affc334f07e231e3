import { compareCodePoints } from '../../model/code-point-order.ts'
import { meetsConditions } from '../../model/field-condition.ts'
import type { SortField, SortPosition } from '../../model/parse-sort.ts'
import { BY_NAME, nameBefore } from '../call-arguments.ts'
import type { CharacterQuery, ListOptions } from '../character-storage.ts'
import type { MemoryRecord } from './record.ts'
import { SortedMap } from './sorted-map.ts'

/** A list of the active heads in one order. */
type Ordered = SortedMap<SortPosition, MemoryRecord>

/** The active heads in every order that was ever asked for: a page costs what is on it. */
export class ActiveHeads {
  readonly #byName = new SortedMap<string, MemoryRecord>(compareCodePoints)
  readonly #orders = new Map<SortField, Ordered>()

  /** Adds a head, in place of the one that it follows. */
  put(head: MemoryRecord, before: MemoryRecord | undefined): void {
    this.#byName.set(head.state.storedName, head)
    for (const [field, order] of this.#orders) {
      if (before !== undefined) order.delete(place(before, field))
      order.set(place(head, field), head)
    }
  }

  /** Does nothing when the head is not there. */
  drop(head: MemoryRecord): void {
    this.#byName.delete(head.state.storedName)
    for (const [field, order] of this.#orders) order.delete(place(head, field))
  }

  /** The heads of a page. */
  list(options: ListOptions): MemoryRecord[] {
    const { limit = Number.POSITIVE_INFINITY } = options
    const page: MemoryRecord[] = []
    for (const [, head] of this.#entries(options)) {
      if (!isMeant(head, options)) continue
      page.push(head)
      if (page.length >= limit) break
    }
    return page
  }

  /** How many heads a query means. */
  count(query: CharacterQuery): number {
    let count = 0
    for (const [, head] of this.#byName.ascending()) if (isMeant(head, query)) count++
    return count
  }

  #entries(options: ListOptions): Iterable<readonly [unknown, MemoryRecord]> {
    const { sort = BY_NAME, after } = options
    if (sort.field === 'name') {
      const name = nameBefore(options)
      return sort.isDescending ? this.#byName.descending(name) : this.#byName.ascending(name)
    }
    const order = this.#order(sort.field)
    const position = typeof after === 'object' ? after : undefined
    return sort.isDescending ? order.descending(position) : order.ascending(position)
  }

  #order(field: SortField): Ordered {
    let order = this.#orders.get(field)
    if (order === undefined) {
      order = new SortedMap<SortPosition, MemoryRecord>(comparePositions)
      for (const [, head] of this.#byName.ascending()) order.set(place(head, field), head)
      this.#orders.set(field, order)
    }
    return order
  }
}

function place({ character }: MemoryRecord, field: SortField): SortPosition {
  return { value: character[field], id: character.id }
}

function comparePositions(a: SortPosition, b: SortPosition): number {
  return compareCodePoints(a.value, b.value) || compareCodePoints(a.id, b.id)
}

function isMeant(
  { character, state, ledger }: MemoryRecord,
  { where, words, label }: CharacterQuery,
): boolean {
  if (label !== undefined && !ledger.labels.some((one) => one.label === label)) return false
  const { searchWords } = state
  const isFound = (word: string): boolean => searchWords.some((one) => one.startsWith(word))
  return (words ?? []).every(isFound) && meetsConditions(character, where ?? [])
}
