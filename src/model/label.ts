/**
 * A label, and the version it points to.
 *
 * @category Labels
 */
export type LabelInfo = {
  /** The label. */
  readonly label: string
  /** The version it points to. */
  readonly version_number: number
  /** When it was moved there (ISO 8601). */
  readonly moved_at: string
  /** Who moved it, if that was said. */
  readonly moved_by: string | null
  /** Why, if that was said. */
  readonly note: string | null
}

/**
 * One move of a label.
 *
 * @category Labels
 */
export type LabelMove = {
  /** The label. */
  readonly label: string
  /** The version it pointed to before; `null` for none. */
  readonly from: number | null
  /** The version it pointed to afterwards; `null` where it was removed. */
  readonly to: number | null
  /** When (ISO 8601). */
  readonly moved_at: string
  /** Who moved it, if that was said. */
  readonly moved_by: string | null
  /** Why, if that was said. */
  readonly note: string | null
}

const LABEL = /^(?!latest$)[a-z][a-z0-9._-]{0,39}$/

/** What stands for the present version. */
export const LATEST = 'latest'

/** Which rule a text breaks as a label; `null` when it is one. */
export function describeInvalidLabel(label: unknown): string | null {
  if (typeof label === 'string' && LABEL.test(label)) return null
  return "must be 1 to 40 of a-z 0-9 '.' '_' '-', begin with a letter, and not be 'latest', the present version"
}
