import { expect } from 'vitest'
import { briefly, type Outcome, type Rule, safely } from './rule.ts'

/** Asserts that what a client found out is what a service does, but for what differs by design. */
export function expectSame(
  outcome: Outcome,
  ofService: Outcome,
  rule: Rule,
  view: 'safe' | 'full',
): void {
  const { overHttp, inSafeView } = rule
  const differs = overHttp ?? (view === 'safe' ? inSafeView : undefined)
  if (typeof differs === 'string') expect(briefly(outcome)).toBe(differs)
  else if (differs !== undefined) expect(outcome).toEqual({ value: differs.found })
  else expect(outcome).toEqual(view === 'safe' ? safely(ofService) : ofService)
}
