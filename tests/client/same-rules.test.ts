import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCharacterClient } from '../../src/client/character-client.ts'
import { figure } from '../support/sizes.ts'
import { EVERY_RULE } from './rules/every-rule.ts'
import { expectSame } from './rules/expect-same.ts'
import { type Operations, outcomeOf } from './rules/rule.ts'
import { freshService, listen, type Place, RULE_MODEL, worlds } from './world.ts'

let place: Place
beforeAll(async () => {
  place = await listen(worlds())
})
afterAll(() => place.close())

const RULES = EVERY_RULE.map((rule, n) => ({ ...rule, n }))

test('there are more than 200 rules, each with a title of its own', () => {
  figure('rules of a service and of its clients', `${RULES.length}`)
  expect(RULES.length).toBeGreaterThan(200)
  expect(new Set(RULES.map(({ title }) => title)).size).toBe(RULES.length)
})

describe.each(['full', 'safe'] as const)('over a port, in the %s view', (view) => {
  describe.each([false, true])('with a cache: %s', (cache) => {
    // Red when any method gives or throws anything else than the service does.
    test.each(RULES)('$title', async (rule) => {
      const url = `${place.origin}/${view}/${rule.n}-${cache}/characters`
      const client = createCharacterClient({ url, model: RULE_MODEL, view, cache })
      const outcome = await outcomeOf(rule, client as unknown as Operations)
      expectSame(outcome, await outcomeOf(rule, freshService()), rule, view)
    })
  })
})
