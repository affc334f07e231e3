import { notWanted } from '../describe-value.ts'
import { CharacterStorageError } from '../errors.ts'
import type { SortOrder } from '../model/parse-sort.ts'
import type {
  ListDeletedOptions,
  ListOptions,
  ListVersionsOptions,
  StorageCallOptions,
} from './character-storage.ts'

/** @throws {TypeError} when `value` is no string: an object in its place would be a query */
export function requireText(value: unknown, argument: string): void {
  if (typeof value !== 'string') {
    throw notWanted(argument, 'a string', value)
  }
}

/** @throws {TypeError} when `value` is given and no boolean: a text like 'false' would be taken as set */
export function requireFlag(value: unknown, argument: string): void {
  if (value !== undefined && typeof value !== 'boolean') {
    throw notWanted(argument, 'true or false', value)
  }
}

/** @throws {TypeError} when `value` is given and no function */
export function requireFunction(value: unknown, argument: string): void {
  if (value !== undefined && typeof value !== 'function') {
    throw notWanted(argument, 'a function', value)
  }
}

/** @throws {TypeError} when `value` is given and no integer of 1 or more */
export function requireCount(value: unknown, argument: string): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= 1)) {
    throw notWanted(argument, 'an integer of 1 or more', value)
  }
}

/** @throws {TypeError} when a page of deleted heads is asked for with something else */
export function requireDeletedPage({ after, limit }: ListDeletedOptions): void {
  if (after !== undefined) requireText(after, 'after')
  requireCount(limit, 'limit')
}

/** @throws {TypeError} when a page of active heads is asked for with something else */
export function requirePage({ after, limit, sort = BY_NAME }: ListOptions): void {
  requireCount(limit, 'limit')
  if (after === undefined) return
  if (sort.field === 'name' && typeof after !== 'object') {
    requireText(after, 'after')
    return
  }
  const { value, id } = Object(after) as { readonly value?: unknown; readonly id?: unknown }
  requireText(value, 'after.value')
  requireText(id, 'after.id')
}

/** The order of a page that says none. */
export const BY_NAME: SortOrder = { field: 'name', isDescending: false }

/** The stored name that a page in the order of names comes after. */
export function nameBefore({ after }: ListOptions): string | undefined {
  return typeof after === 'object' ? after.value : after
}

/** @throws {TypeError} when names are no array of strings */
export function requireNames(names: unknown): void {
  if (!Array.isArray(names)) {
    throw notWanted('names', 'an array of strings', names)
  }
  for (const name of names) requireText(name, 'names')
}

/** @throws {TypeError} when versions are no array of ids and numbers */
export function requireVersionKeys(versions: unknown): void {
  if (!Array.isArray(versions)) {
    throw notWanted('versions', 'an array of versions', versions)
  }
  for (const { id, version } of versions) {
    requireText(id, 'id')
    requireCount(version, 'version')
  }
}

/** @throws {TypeError} when a page of versions is asked for with something else */
export function requireVersionPage(options: ListVersionsOptions): void {
  requireCount(options.before, 'before')
  requireCount(options.from, 'from')
  requireCount(options.limit, 'limit')
}

/** @throws {CharacterStorageError} when nobody waits for the call any longer, or no time is left */
export function requireOpen(options: StorageCallOptions | undefined): void {
  if (options?.signal?.aborted) {
    throw new CharacterStorageError('The storage call was aborted', {
      cause: options.signal.reason,
    })
  }
  if (options?.timeoutMs !== undefined && !(options.timeoutMs > 0)) {
    throw new CharacterStorageError('No time was left for the storage call')
  }
}

/**
 * How many versions a storage keeps.
 *
 * @throws {TypeError} when the option is no integer of 1 or more
 */
export function resolveKeepVersions(keepVersions: number = Number.POSITIVE_INFINITY): number {
  if (keepVersions !== Number.POSITIVE_INFINITY) requireCount(keepVersions, 'keepVersions')
  return keepVersions
}
