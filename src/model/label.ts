const LABEL = /^[a-z][a-z0-9._-]{0,39}$/

/** What stands for the present version. */
export const LATEST = 'latest'

/** Which rule a text breaks as a label; `null` when it is one. */
export function describeInvalidLabel(label: unknown): string | null {
  if (label === LATEST) return `must not be '${LATEST}', which always means the present version`
  if (typeof label === 'string' && LABEL.test(label)) return null
  return "must be 1 to 40 of a-z 0-9 '.' '_' '-', and begin with a letter"
}
