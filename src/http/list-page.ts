import type { Character } from '../model/character.ts'
import type { AttributeSchemas } from '../model/character-model.ts'
import { parseSort, positionOf } from '../model/parse-sort.ts'
import type { CharacterPosition } from '../service/arguments.ts'
import { readCursor } from './cursor.ts'
import type { Reads } from './labelled-view.ts'
import { readListQuery, single } from './list-query.ts'
import { type Page, readLimit, readPage } from './paging.ts'
import { HttpProblem } from './problem.ts'

/**
 * Reads the page of characters that a query asks for. The cursor of a search holds what is looked
 * for: a query that has one need not say it again, and must not say anything else.
 */
export async function listPage(
  reads: Reads,
  query: string,
  filters: AttributeSchemas,
  isStrict: boolean,
  {
    label,
    signal,
  }: { readonly label: string | undefined; readonly signal: AbortSignal | undefined },
): Promise<Page<Character>> {
  const parameters = new URLSearchParams(query)
  const limit = readLimit(parameters)
  const asked = readListQuery(parameters, filters, isStrict)
  const cursor = single(parameters, 'cursor')
  if (asked.key === '' && (cursor === undefined || !cursor.startsWith(FOUND))) {
    const after = cursor === undefined ? undefined : readCursor('characters', cursor)
    const read = (n: number) => reads.listCharacters({ limit: n, after, label, signal })
    return withLabel(await readPage('characters', limit, read, ({ name }) => name), label)
  }
  const position = cursor === undefined ? undefined : readCursor('found', cursor)
  const [key = asked.key, value = '', id = ''] = position ?? []
  if (asked.key !== '' && asked.key !== key) throw new HttpProblem('INVALID_REQUEST', OTHER_QUERY)
  const { options } =
    asked.key === '' ? readListQuery(new URLSearchParams(key), filters, isStrict) : asked
  const order = parseSort(options.sort)
  const after = position && startOf(order.field, value, id)
  const read = (n: number) => reads.listCharacters({ ...options, limit: n, after, label, signal })
  const page = await readPage('found', limit, read, (last) => {
    const { value: lastValue, id: lastId } = positionOf(last, order)
    return [key, lastValue, lastId]
  })
  return withLabel(page, label)
}

/** Whoever may see what a label shows is asked for each page: no cursor says it. */
function withLabel(page: Page<Character>, label: string | undefined): Page<Character> {
  if (label === undefined || page.link === undefined) return page
  return { ...page, link: page.link.replace('>', `&label=${label}>`) }
}

/** How every cursor of a search begins: `["found`, encoded. */
const FOUND = 'WyJmb3VuZC'

const OTHER_QUERY = 'cursor belongs to another query: give the one it came from, or none'

/** The last character of the page before, as far as its order tells; without an id, a name. */
function startOf(
  field: keyof CharacterPosition,
  value: string,
  id: string,
): CharacterPosition | string {
  if (id === '') return value
  return { id, name: '', display_name: '', created_at: '', updated_at: '', [field]: value }
}
