/** What a request is about. One of these is what `authorize` decides on. */
export type Operation =
  | 'list'
  | 'get'
  | 'create'
  | 'update'
  | 'delete'
  | 'listDeleted'
  | 'restore'
  | 'purge'
  | 'listVersions'
  | 'getVersion'
  | 'rollback'
  | 'listChanges'
  | 'listLabels'
  | 'setLabel'
  | 'removeLabel'
  | 'openapi'
  | 'count'
  | 'health'
  | 'page'

/** The operations of one path by their method, and the methods it answers to. */
export interface Route {
  readonly operations: { readonly [method: string]: Operation | undefined }
  /** For `Allow`: every method, HEAD and OPTIONS included. */
  readonly allow: string
}

/** A route, and the parts of the path that are filled in, not decoded. */
export interface RouteMatch {
  readonly route: Route
  readonly name: string | null
  readonly id: string | null
  readonly version: string | null
  readonly label: string | null
  /** The file of the page. */
  readonly file: string | null
}

// Plain data, so that bundles without a handler leave it out.
const COLLECTION: Route = {
  operations: { GET: 'list', HEAD: 'list', POST: 'create' },
  allow: 'GET, HEAD, POST, OPTIONS',
}
const CHARACTER: Route = {
  operations: { GET: 'get', HEAD: 'get', PUT: 'update', DELETE: 'delete' },
  allow: 'GET, HEAD, PUT, DELETE, OPTIONS',
}
const VERSIONS: Route = {
  operations: { GET: 'listVersions', HEAD: 'listVersions' },
  allow: 'GET, HEAD, OPTIONS',
}
const VERSION: Route = {
  operations: { GET: 'getVersion', HEAD: 'getVersion' },
  allow: 'GET, HEAD, OPTIONS',
}
const CHANGES: Route = {
  operations: { GET: 'listChanges', HEAD: 'listChanges' },
  allow: 'GET, HEAD, OPTIONS',
}
const LABELS: Route = {
  operations: { GET: 'listLabels', HEAD: 'listLabels' },
  allow: 'GET, HEAD, OPTIONS',
}
const LABEL: Route = {
  operations: { PUT: 'setLabel', DELETE: 'removeLabel' },
  allow: 'PUT, DELETE, OPTIONS',
}
const ROLLBACK: Route = {
  operations: { POST: 'rollback' },
  allow: 'POST, OPTIONS',
}
const DELETED: Route = {
  operations: { GET: 'listDeleted', HEAD: 'listDeleted' },
  allow: 'GET, HEAD, OPTIONS',
}
const DELETED_CHARACTER: Route = {
  operations: { DELETE: 'purge' },
  allow: 'DELETE, OPTIONS',
}
const RESTORE: Route = {
  operations: { POST: 'restore' },
  allow: 'POST, OPTIONS',
}
const COUNT: Route = {
  operations: { GET: 'count', HEAD: 'count' },
  allow: 'GET, HEAD, OPTIONS',
}
const OPENAPI: Route = {
  operations: { GET: 'openapi', HEAD: 'openapi' },
  allow: 'GET, HEAD, OPTIONS',
}
const HEALTH: Route = {
  operations: { GET: 'health', HEAD: 'health' },
  allow: 'GET, HEAD, OPTIONS',
}
const PAGE: Route = {
  operations: { GET: 'page', HEAD: 'page' },
  allow: 'GET, HEAD, OPTIONS',
}

/**
 * Finds what a path means. Compares it as it was sent, so that an encoded slash never parts it.
 *
 * @param base where the characters are, without a trailing slash; empty for the root
 * @param hasPage whether the mount has a page
 * @returns `null` when the path is not ours
 */
export function matchRoute(base: string, path: string, hasPage: boolean): RouteMatch | null {
  if (!path.startsWith(base)) return null
  let end = path.length
  // One trailing slash means the same.
  if (end > base.length && path.charCodeAt(end - 1) === SLASH) end--
  if (end === base.length) return match(COLLECTION)
  const start = base.length + 1
  if (path.charCodeAt(start - 1) !== SLASH || start >= end) return null
  const slash = path.indexOf('/', start)
  if (slash === -1 || slash >= end) return match(CHARACTER, path.slice(start, end))
  const segments = path.slice(start, end).split('/')
  if (segments.includes('')) return null
  if (segments[0] !== '-') return matchBelowName(segments)
  return hasPage && segments[1] === 'page' ? matchPage(segments) : matchReserved(segments)
}

/** No valid name is `-`: what is not about one active character stands below it. */
function matchReserved([, section, id, action, ...rest]: readonly string[]): RouteMatch | null {
  if (rest.length > 0) return null
  if (section === 'openapi.json') return id === undefined ? match(OPENAPI) : null
  if (section === 'count') return id === undefined ? match(COUNT) : null
  if (section === 'health') return id === undefined ? match(HEALTH) : null
  if (section !== 'deleted') return null
  if (id === undefined) return match(DELETED)
  if (action === undefined) return match(DELETED_CHARACTER, null, id)
  return action === 'restore' ? match(RESTORE, null, id) : null
}

function matchPage([, , file, ...rest]: readonly string[]): RouteMatch | null {
  return rest.length > 0 ? null : match(PAGE, null, null, null, null, file ?? null)
}

function matchBelowName([name, action, part, ...rest]: readonly string[]): RouteMatch | null {
  if (name === undefined || rest.length > 0) return null
  const isWhole = part === undefined
  switch (action) {
    case 'versions':
      return isWhole ? match(VERSIONS, name) : match(VERSION, name, null, part)
    case 'labels':
      return isWhole ? match(LABELS, name) : match(LABEL, name, null, null, part)
    case 'rollback':
      return isWhole ? match(ROLLBACK, name) : null
    case 'changes':
      return isWhole ? match(CHANGES, name) : null
    default:
      return null
  }
}

const SLASH = 47

function match(
  route: Route,
  name: string | null = null,
  id: string | null = null,
  version: string | null = null,
  label: string | null = null,
  file: string | null = null,
): RouteMatch {
  return { route, name, id, version, label, file }
}
