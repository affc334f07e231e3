import type { Operation } from '../../src/http/path/routes.ts'
import { luna } from '../support/characters.ts'

/** One request for each operation, and what `authorize` is told of it. */
export interface RouteCase {
  readonly operation: Operation
  readonly method: string
  readonly path: string
  readonly json?: unknown
  readonly name: string | null
  readonly id: string | null
  readonly label: string | null
}

export const ID: string = 'a'.repeat(24)

/** Every route, with requests that are valid in all else. */
export const EVERY_ROUTE: readonly RouteCase[] = [
  route('list', 'GET', ''),
  route('create', 'POST', '', { json: luna() }),
  route('get', 'GET', '/LUNA', { name: 'luna' }),
  route('update', 'PUT', '/LUNA', { json: { traits: ['brave'] }, name: 'luna' }),
  route('delete', 'DELETE', '/LUNA', { name: 'luna' }),
  route('listVersions', 'GET', '/LUNA/versions', { name: 'luna' }),
  route('getVersion', 'GET', '/LUNA/versions/1', { name: 'luna' }),
  route('rollback', 'POST', '/LUNA/rollback', { json: { version_number: 1 }, name: 'luna' }),
  route('listChanges', 'GET', '/LUNA/changes', { name: 'luna' }),
  route('listLabels', 'GET', '/LUNA/labels', { name: 'luna' }),
  route('setLabel', 'PUT', '/LUNA/labels/live', {
    json: { version_number: 1 },
    name: 'luna',
    label: 'live',
  }),
  route('removeLabel', 'DELETE', '/LUNA/labels/live', { name: 'luna', label: 'live' }),
  route('listDeleted', 'GET', '/-/deleted'),
  route('purge', 'DELETE', `/-/deleted/${ID.toUpperCase()}`, { id: ID }),
  route('restore', 'POST', `/-/deleted/${ID}/restore`, { json: { name: 'nova' }, id: ID }),
  route('openapi', 'GET', '/-/openapi.json'),
  route('count', 'GET', '/-/count'),
  route('health', 'GET', '/-/health'),
]

function route(
  operation: Operation,
  method: string,
  path: string,
  more: Partial<RouteCase> = {},
): RouteCase {
  return {
    operation,
    method,
    path: `/characters${path}`,
    name: null,
    id: null,
    label: null,
    ...more,
  }
}
