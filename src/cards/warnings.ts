import { BOUNDS } from './bounds.ts'

/**
 * Something about a card that is not as it should be, and was read all the same.
 *
 * @category Cards
 */
export interface CardWarning {
  /** Where in the card, or in the character: `['data', 'tags']`; empty when the file is meant. */
  readonly path: readonly (string | number)[]
  /** What, and what became of it. Never holds what the card says. */
  readonly message: string
}

/** Takes down what is not as it should be. */
export class Warnings {
  readonly list: CardWarning[] = []

  add(path: readonly (string | number)[], message: string): void {
    if (this.list.length >= BOUNDS.warnings) return
    this.list.push({ path: [...path], message })
  }
}
