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

  constructor(code: CardErrorCode, message: string, offset?: number) {
    super(offset === undefined ? message : `${message} (at byte ${offset})`)
    this.name = 'CardError'
    this.code = code
    this.offset = offset
  }
}

type Refusal = (message: string, offset?: number) => CardError

const refusal =
  (code: CardErrorCode): Refusal =>
  (message, offset) =>
    new CardError(code, message, offset)

/** A file that is broken. */
export const malformed: Refusal = refusal('CARD_MALFORMED')

/** A file that passes a bound. */
export const tooLarge: Refusal = refusal('CARD_TOO_LARGE')

/** What holds something else than a character, or cannot be opened. */
export const unsupported: Refusal = refusal('CARD_UNSUPPORTED')

/** A file without a card. */
export const notFound: Refusal = refusal('CARD_NOT_FOUND')
