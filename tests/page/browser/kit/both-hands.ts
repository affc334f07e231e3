import { keyboard, mouse } from './hand.ts'
import type { Declare, Stage } from './in-browser.ts'
import type { PersonSetup } from './person.ts'

/** Declares a task twice: done by mouse, and by keyboard alone. */
export function withBothHands(
  act: Declare,
  title: string,
  task: (stage: Stage, setup: PersonSetup) => Promise<void>,
): void {
  act(`${title}, by mouse`, (stage) => task(stage, { hand: mouse }))
  act(`${title}, by keyboard alone`, (stage) => task(stage, { hand: keyboard }))
}
