import { CharacterService, defineCharacterModel, memoryStorage } from 'dramatis'
import { EVERY_RULE } from '../client/rules/every-rule.ts'
import { type Operations, type Outcome, outcomeOf } from '../client/rules/rule.ts'
import { ruleServiceOf } from '../client/rules/rule-service.ts'

/** What came of each rule, by its title, with a service of its own. */
export async function run(): Promise<Record<string, Outcome>> {
  const outcomes: Record<string, Outcome> = {}
  for (const rule of EVERY_RULE) {
    const service = ruleServiceOf({ CharacterService, defineCharacterModel, memoryStorage })
    outcomes[rule.title] = await outcomeOf(rule, service as unknown as Operations)
  }
  return outcomes
}
