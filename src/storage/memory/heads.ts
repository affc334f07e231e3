import type { Character } from '../../model/character.ts'
import { compareCodePoints } from '../../model/code-point-order.ts'
import { meetsConditions } from '../../model/field-condition.ts'
import type { SortField, SortOrder } from '../../model/parse-sort.ts'
import { BY_NAME } from '../call-arguments.ts'
import type { CharacterQuery, ListDeletedOptions, ListOptions } from '../character-storage.ts'
import { isTombstone } from '../stored-name.ts'
import type { MemoryRecord } from './record.ts'
import { page, SortedList } from './sorted-list.ts'

/** What an order looks at of a character; of what a page comes after, its own field alone. */
type Placed = Pick<Character, 'id'> & Partial<Pick<Character, SortField>>

type Ordered = SortedList<Placed, MemoryRecord>

/**
 * The heads of one tenant, or of none: the deleted ones by id, and the active ones in every order that
 * was ever asked for. A page costs what is on it.
 */
export class TenantHeads {
  readonly #deleted = new SortedList<string, MemoryRecord>(({ character }, id) =>
    compareCodePoints(character.id, id),
  )
  readonly #orders = new Map<string, Ordered>()

  constructor() {
    this.#order(BY_NAME)
  }

  put(head: MemoryRecord): void {
    const { id, is_active } = head.character
    if (isTombstone(head.state.storedName)) {
      if (!is_active) this.#deleted.set(id, head)
    } else if (is_active) {
      for (const order of this.#orders.values()) order.set(head.character, head)
    }
  }

  drop({ character, state }: MemoryRecord): void {
    // An active head may have the name that a deleted one had.
    if (isTombstone(state.storedName)) this.#deleted.delete(character.id)
    else for (const order of this.#orders.values()) order.delete(character)
  }

  list({ sort = BY_NAME, after, limit, ...query }: ListOptions): MemoryRecord[] {
    const { value, id } = typeof after === 'object' ? after : { value: after, id: '' }
    const place = value === undefined ? undefined : { [sort.field]: value, id }
    return page(this.#order(sort).walk(place), limit, (head) => isMeant(head, query))
  }

  listDeleted({ after, limit }: ListDeletedOptions): MemoryRecord[] {
    return page(this.#deleted.walk(after), limit)
  }

  #order(sort: SortOrder): Ordered {
    const name = `${sort.field} ${sort.isDescending}`
    const known = this.#orders.get(name)
    if (known !== undefined) return known
    const order = inOrder(sort)
    const [byName] = this.#orders.values()
    for (const head of byName?.walk() ?? []) order.set(head.character, head)
    this.#orders.set(name, order)
    return order
  }
}

function inOrder({ field, isDescending }: SortOrder): Ordered {
  const sign = isDescending ? -1 : 1
  return new SortedList(({ character }, place) => {
    const order = compareCodePoints(character[field], place[field] ?? '')
    // No two have one name, and a page may come after a name alone.
    const isSettled = order !== 0 || field === 'name'
    return sign * (isSettled ? order : compareCodePoints(character.id, place.id))
  })
}

function isMeant(
  { character, state, ledger }: MemoryRecord,
  { where = [], words = [], label }: CharacterQuery,
): boolean {
  if (label !== undefined && !ledger.labels.some((one) => one.label === label)) return false
  const isFound = (word: string): boolean => state.searchWords.some((one) => one.startsWith(word))
  return words.every(isFound) && meetsConditions(character, where)
}
