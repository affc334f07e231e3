/**
 * The stable code of every refusal of a file.
 *
 * - `FILE_UNREADABLE`: it cannot be read or written, is no file, or is a link that is not followed
 * - `FILE_TOO_LARGE`: it, or the folder, passes a bound
 * - `FILE_MALFORMED`: it is not JSON, YAML, Markdown or a card
 * - `FILE_INVALID`: it is, and what it says is no character
 *
 * @category Files
 */
export type CharacterFileErrorCode =
  | 'FILE_UNREADABLE'
  | 'FILE_TOO_LARGE'
  | 'FILE_MALFORMED'
  | 'FILE_INVALID'

/** Where in a file. */
export interface FilePlace {
  /** Counted from 1. */
  readonly line?: number | undefined
  /** Like `traits[3]` or `voice_settings.pitch`. */
  readonly field?: string | undefined
}

/**
 * A file that is not read as a character, or cannot be written. The message names the path, the line and
 * the field, as far as they are known.
 *
 * @category Files
 */
export class CharacterFileError extends Error {
  /** What went wrong, stable across releases. */
  readonly code: CharacterFileErrorCode
  /** The file, as it is in what was read or written. */
  readonly path: string
  /** The line, counted from 1; `undefined` where no single one is to blame. */
  readonly line: number | undefined
  /** The field, like `traits[3]`; `undefined` where no single one is to blame. */
  readonly field: string | undefined

  constructor(
    code: CharacterFileErrorCode,
    path: string,
    reason: string,
    options: FilePlace & { readonly cause?: unknown } = {},
  ) {
    const { line, field } = options
    const place = line === undefined ? path : `${path}:${line}`
    super(`${place}: ${field === undefined ? '' : `${field}: `}${reason}`, options)
    this.name = 'CharacterFileError'
    this.code = code
    this.path = path
    this.line = line
    this.field = field
  }
}
