import type { ClientCall } from './client-call.ts'
import type { Ask } from './exchange.ts'
import { CharacterHttpError } from './http-error.ts'
import type { Reader } from './shown-character.ts'

const MAX_PAGE = 1_000
/** By how much smaller pages are asked for where one is too large to be read. */
const SMALLER = 8

/** The pages of a list. */
export interface Pages<Item> extends Pick<Ask, 'path' | 'headers'> {
  readonly reader: Reader<readonly Item[]>
  /** What is looked for: a cursor holds it. */
  readonly query?: URLSearchParams | undefined
  /** What each page must be asked for. */
  readonly label?: string | undefined
  /** The cursor of the first page; empty for the beginning. */
  readonly start: string
  /** The cursor of the page after this one. */
  readonly next: (last: Item) => string
}

/**
 * Puts a list together from pages.
 *
 * @param limit at most so many; all without it
 */
export async function collectPages<Item>(
  call: ClientCall,
  limit: number = Number.POSITIVE_INFINITY,
  { path, headers, reader, query, label, start, next }: Pages<Item>,
): Promise<Item[]> {
  const all: Item[] = []
  let [size, cursor] = [MAX_PAGE, start]
  for (;;) {
    const wanted = Math.min(size, limit - all.length)
    const asked = new URLSearchParams({ limit: `${wanted}` })
    if (cursor !== '') asked.set('cursor', cursor)
    else for (const [name, value] of query ?? []) asked.append(name, value)
    if (label !== undefined) asked.set('label', label)
    try {
      const page = await call.read({ path, query: asked, headers }, reader)
      all.push(...page)
      const last = page.at(-1)
      if (last === undefined || page.length < wanted || all.length >= limit) return all
      cursor = next(last)
    } catch (error) {
      if (wanted === 1 || !isTooLarge(error)) throw error
      size = Math.ceil(wanted / SMALLER)
    }
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof CharacterHttpError && error.code === 'ANSWER_TOO_LARGE'
}
