/**
 * The stable code of every refusal of a card.
 *
 * - `CARD_NOT_FOUND`: the file is whole, as far as was looked, and holds no card
 * - `CARD_MALFORMED`: it is broken: cut short, not base64, not JSON, a wrong checksum
 * - `CARD_TOO_LARGE`: it passes a bound
 * - `CARD_UNSUPPORTED`: it holds something that is no character, or is encrypted
 *
 * @category Cards
 */
export type CardErrorCode =
  | 'CARD_NOT_FOUND'
  | 'CARD_MALFORMED'
  | 'CARD_TOO_LARGE'
  | 'CARD_UNSUPPORTED'

/**
 * A file that is not read as a card, or what cannot be written as one. The message says why, and never
 * holds what the card says.
 *
 * @category Cards
 */
export class CardError extends Error {
  /** What went wrong, stable across releases. */
  readonly code: CardErrorCode
  /** Where in the file, in bytes from its start; `undefined` where no single place is to blame. */
  readonly offset: number | undefined

  constructor(
    code: CardErrorCode,
    message: string,
    options: { readonly offset?: number | undefined; readonly cause?: unknown } = {},
  ) {
    const at = options.offset === undefined ? '' : ` (at byte ${options.offset})`
    super(`${message}${at}`, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'CardError'
    this.code = code
    this.offset = options.offset
  }
}

/** A file that is broken. */
export function malformed(message: string, offset?: number): CardError {
  return new CardError('CARD_MALFORMED', message, { offset })
}

/** A file that passes a bound. */
export function tooLarge(message: string, offset?: number): CardError {
  return new CardError('CARD_TOO_LARGE', message, { offset })
}
