/** What the page shows, as the fragment of its address says. */
export type Route =
  | { readonly at: 'list' }
  | {
      readonly at: 'new'
      /** Which character it copies, and which version of it; `null` for the present one. */
      readonly from: string | null
      readonly version: number | null
      /** Whose unsaved text it goes on with, where that character is gone. */
      readonly of: string | null
    }
  | { readonly at: 'edit'; readonly name: string }
  | { readonly at: 'history'; readonly name: string }
  | { readonly at: 'version'; readonly name: string; readonly version: number }
  | { readonly at: 'compare'; readonly name: string; readonly from: number; readonly to: number }
  | { readonly at: 'deleted' }
  | { readonly at: 'import' }

/** A new character that begins empty. */
export const NEW: Route = { at: 'new', from: null, version: null, of: null }

/** Reads a fragment; one that says nothing known means the list. */
export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2)
  const [head, ...rest] = path.split('/').map(decoded)
  if (head === 'deleted' || head === 'import') return { at: head }
  if (head === 'new') {
    const asked = new URLSearchParams(query)
    const [from, of] = [asked.get('from'), asked.get('of')]
    return { at: 'new', from, version: numberOf(asked.get('version')), of }
  }
  return head === 'c' ? readCharacterRoute(rest) : { at: 'list' }
}

function readCharacterRoute([name, part, first, second]: readonly string[]): Route {
  if (!name) return { at: 'list' }
  const [from, to] = [numberOf(first), numberOf(second)]
  if (part === 'history') return { at: 'history', name }
  if (part === 'v' && from !== null) return { at: 'version', name, version: from }
  if (part === 'compare' && from !== null && to !== null) return { at: 'compare', name, from, to }
  return { at: 'edit', name }
}

/** The fragment that says so. */
export function hashOf(route: Route): string {
  switch (route.at) {
    case 'list':
      return '#/'
    case 'deleted':
    case 'import':
      return `#/${route.at}`
    case 'new':
      return `#/new${newQuery(route)}`
    case 'edit':
      return `#/c/${encodeURIComponent(route.name)}`
    case 'history':
      return `#/c/${encodeURIComponent(route.name)}/history`
    case 'version':
      return `#/c/${encodeURIComponent(route.name)}/v/${route.version}`
    case 'compare':
      return `#/c/${encodeURIComponent(route.name)}/compare/${route.from}/${route.to}`
  }
}

/** The name of the character that a route is about. */
export function nameIn(route: Route): string | null {
  return 'name' in route ? route.name : null
}

function newQuery({ from, version, of }: Extract<Route, { readonly at: 'new' }>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ from, version, of })) {
    if (value !== null) query.set(name, `${value}`)
  }
  return query.size > 0 ? `?${query}` : ''
}

function numberOf(text: string | null | undefined): number | null {
  return text && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
