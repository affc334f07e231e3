import { CharacterHttpError } from './http-error.ts'

const MAX_PAGE = 1_000
/** By how much smaller pages are asked for where one is too large to be read. */
const SMALLER = 8

/**
 * Puts a list together from pages.
 *
 * @param limit at most so many; all without it
 * @param start where the first page begins
 * @param ask gives a page of at most so many
 * @param next where the page after this one begins
 */
export async function collectPages<C, Start>(
  limit: number | undefined,
  start: Start,
  ask: (limit: number, start: Start) => Promise<C[]>,
  next: (last: C) => Start,
): Promise<C[]> {
  const all: C[] = []
  const most = limit ?? Number.POSITIVE_INFINITY
  let [size, from] = [MAX_PAGE, start]
  for (;;) {
    const wanted = Math.min(size, most - all.length)
    const page = await ask(wanted, from).catch((error: unknown) => {
      if (wanted === 1 || !isTooLarge(error)) throw error
      return null
    })
    if (page === null) {
      size = Math.ceil(wanted / SMALLER)
      continue
    }
    all.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < wanted || all.length >= most) return all
    from = next(last)
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof CharacterHttpError && error.code === 'ANSWER_TOO_LARGE'
}
