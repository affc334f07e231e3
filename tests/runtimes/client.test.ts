import type { RequestListener } from 'node:http'
import { afterAll, expect } from 'vitest'
import { EVERY_RULE } from '../client/rules/every-rule.ts'
import { expectSame } from '../client/rules/expect-same.ts'
import { outcomeOf } from '../client/rules/rule.ts'
import { freshService, listen, worlds } from '../client/world.ts'
import type { run } from './client-module.ts'
import { sameEverywhere } from './same-everywhere.ts'

/** For browsers: a page of another origin asks before each request that is not a form's. */
function withCors(listener: RequestListener): RequestListener {
  return (request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-expose-headers', 'etag')
    if (request.method !== 'OPTIONS') return listener(request, response)
    response.writeHead(204, {
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': 'content-type, if-match, if-none-match, prefer',
    })
    response.end()
  }
}

const host = await listen(withCors(worlds()))
afterAll(() => host.close())

sameEverywhere(
  'tests/runtimes/client-module.ts',
  host.origin,
  async (outcome) => {
    const outcomes = outcome as Awaited<ReturnType<typeof run>>
    expect(Object.keys(outcomes.full).length).toBe(EVERY_RULE.length)
    for (const rule of EVERY_RULE) {
      const ofService = await outcomeOf(rule, freshService())
      for (const view of ['full', 'safe'] as const) {
        expectSame(outcomes[view][rule.title] ?? {}, ofService, rule, view)
      }
    }
  },
  true,
)
