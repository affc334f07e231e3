import { isCharacterError } from '../../src/errors.ts'

/** The code of an error of the library; what anything else says of itself. */
export function codeOf(error: unknown): string {
  return isCharacterError(error) ? error.code : String(error)
}

/** How often each code occurs among errors. */
export function countCodes(errors: readonly unknown[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const error of errors) counts[codeOf(error)] = (counts[codeOf(error)] ?? 0) + 1
  return counts
}
