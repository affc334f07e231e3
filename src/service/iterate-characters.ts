import type { CharacterPosition, ListCharactersOptions } from './arguments.ts'

type Page = Pick<ListCharactersOptions, 'limit' | 'after'>

const DEFAULT_PAGE = 100

/**
 * Goes through all that a list gives, a page at a time.
 *
 * @param list gives one page
 */
export async function* iterateCharacters<C extends CharacterPosition, Options extends Page>(
  list: (page: Options & Page) => Promise<readonly C[]>,
  options: Options | undefined,
): AsyncGenerator<C, void, undefined> {
  const { limit = DEFAULT_PAGE } = options ?? {}
  let after = options?.after
  for (;;) {
    const page = await list({ ...(options as Options), limit, after })
    yield* page
    after = page.at(-1)
    if (after === undefined || page.length < limit) return
  }
}
