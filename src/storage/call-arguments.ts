import { describeValue } from '../describe-value.ts'
import { CharacterStorageError } from '../errors.ts'
import type { ListOptions, ListVersionsOptions, StorageCallOptions } from './character-storage.ts'

/** @throws {TypeError} when `value` is no string: an object in its place would be a query */
export function requireText(value: unknown, argument: string): void {
  if (typeof value !== 'string') {
    throw new TypeError(`${argument} must be a string, got ${describeValue(value)}`)
  }
}

/** @throws {TypeError} when `value` is given and no boolean: a text like 'false' would be taken as set */
export function requireFlag(value: unknown, argument: string): void {
  if (value !== undefined && typeof value !== 'boolean') {
    throw new TypeError(`${argument} must be true or false, got ${describeValue(value)}`)
  }
}

/** @throws {TypeError} when `value` is given and no function */
export function requireFunction(value: unknown, argument: string): void {
  if (value !== undefined && typeof value !== 'function') {
    throw new TypeError(`${argument} must be a function, got ${describeValue(value)}`)
  }
}

/** @throws {TypeError} when `value` is given and no integer of 1 or more */
export function requireCount(value: unknown, argument: string): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= 1)) {
    throw new TypeError(`${argument} must be an integer of 1 or more, got ${describeValue(value)}`)
  }
}

/** @throws {TypeError} when a page by name or id is asked for with something else */
export function requirePage(options: ListOptions | undefined): void {
  if (options?.after !== undefined) requireText(options.after, 'after')
  requireCount(options?.limit, 'limit')
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
export function resolveKeepVersions(keepVersions: number | undefined): number {
  if (keepVersions === undefined || keepVersions === Number.POSITIVE_INFINITY) {
    return Number.POSITIVE_INFINITY
  }
  requireCount(keepVersions, 'keepVersions')
  return keepVersions
}
