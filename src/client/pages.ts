import type { Call } from './call.ts'
import { type Ask, send } from './send.ts'
import { listOf, type Reader } from './shown-character.ts'

const MAX_PAGE = 1_000
/** By how much smaller pages are asked for where one is too large to be read. */
const SMALLER = 8

/** The pages of a list. Its query is what is looked for: a cursor holds it. */
export interface Pages<Item> extends Ask {
  /** Reads an item. */
  readonly reader: Reader<Item>
  /** At most so many; all without it. */
  readonly limit: number | undefined
  /** What each page must be asked for. */
  readonly label?: string | undefined
  /** The cursor of the first page; empty for the beginning. */
  readonly start: string
  /** The cursor of the page after this one. */
  readonly next: (last: Item) => string
}

/** Puts a list together from pages. */
export async function collectPages<Item>(
  call: Call,
  { limit = Infinity, query, label, reader, start, next, ...ask }: Pages<Item>,
): Promise<Item[]> {
  const all: Item[] = []
  let size = MAX_PAGE
  let cursor = start
  for (;;) {
    const wanted = Math.min(size, limit - all.length)
    const asked = new URLSearchParams(cursor ? { cursor } : query)
    asked.set('limit', `${wanted}`)
    if (label !== undefined) asked.set('label', label)
    try {
      const page = await send(call, { ...ask, query: asked }, listOf(reader))
      all.push(...page)
      const last = page.at(-1)
      if (last === undefined || page.length < wanted || all.length >= limit) return all
      cursor = next(last)
    } catch (error) {
      if (wanted === 1 || Object(error).code !== 'ANSWER_TOO_LARGE') throw error
      size = Math.ceil(wanted / SMALLER)
    }
  }
}
