import { createCharacterClient } from 'dramatis/client'
import { EVERY_RULE } from '../client/rules/every-rule.ts'
import { type Operations, type Outcome, outcomeOf } from '../client/rules/rule.ts'

/** What came of each rule, by its title. */
export type Outcomes = Readonly<Record<string, Outcome>>

const AT_ONCE = 4

/** What a client found out. */
export interface Found extends Readonly<Record<'full' | 'safe', Outcomes>> {
  /** The codes of a read and of a write that the server sends to another origin. */
  readonly redirected: readonly unknown[]
}

/** Lets a client find out everything that a service does, in both views, each rule in a world of its own. */
export async function run(origin: string): Promise<Found> {
  const headers = { authorization: 'Bearer secret' }
  const client = createCharacterClient({ url: `${origin}/redirect/characters`, headers })
  const codeOf = (call: Promise<unknown>): Promise<unknown> => call.catch(({ code }) => code)
  const redirected = [
    await codeOf(client.getCharacter('luna')),
    await codeOf(client.updateCharacter('luna', {}, { expectedVersion: 1 })),
  ]
  const full = await outcomesIn('full', origin)
  return { full, safe: await outcomesIn('safe', origin), redirected }
}

async function outcomesIn(view: 'full' | 'safe', origin: string): Promise<Outcomes> {
  const outcomes: Record<string, Outcome> = {}
  const rest = EVERY_RULE.values()
  const work = async (): Promise<void> => {
    for (const rule of rest) {
      const url = `${origin}/${view}/${crypto.getRandomValues(new Uint32Array(4)).join('-')}/characters`
      const client = createCharacterClient({ url, view, cache: true })
      outcomes[rule.title] = await outcomeOf(rule, client as unknown as Operations)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return outcomes
}
