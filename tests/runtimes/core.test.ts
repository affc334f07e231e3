import { expect } from 'vitest'
import { EVERY_RULE } from '../client/rules/every-rule.ts'
import { outcomeOf } from '../client/rules/rule.ts'
import { freshService } from '../client/world.ts'
import { sameEverywhere } from './same-everywhere.ts'

sameEverywhere('tests/runtimes/core-module.ts', null, async (outcome) => {
  const outcomes = outcome as Record<string, unknown>
  expect(Object.keys(outcomes).length).toBe(EVERY_RULE.length)
  for (const rule of EVERY_RULE) {
    expect(outcomes[rule.title], rule.title).toEqual(await outcomeOf(rule, freshService()))
  }
})
