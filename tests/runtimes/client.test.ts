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
    const isSent = request.method !== 'OPTIONS'
    if (isSent && request.url?.startsWith('/redirect/')) {
      return void response.writeHead(307, { location: `${other.origin}/` }).end()
    }
    response.setHeader('access-control-expose-headers', 'etag')
    if (isSent) return listener(request, response)
    response.writeHead(204, {
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers':
        'authorization, content-type, if-match, if-none-match, prefer',
    })
    response.end()
  }
}

const visits: unknown[] = []
const other = await listen((request, response) => {
  visits.push(request.headers)
  response.writeHead(200, { 'access-control-allow-origin': '*' }).end('{}')
})
const host = await listen(withCors(worlds()))
afterAll(async () => {
  await host.close()
  await other.close()
  // Red when any runtime goes where a server sends it.
  expect(visits).toEqual([])
})

sameEverywhere(
  'tests/runtimes/client-module.ts',
  host.origin,
  async (outcome) => {
    const outcomes = outcome as Awaited<ReturnType<typeof run>>
    expect(outcomes.redirected).toEqual(['REDIRECTED', 'REDIRECTED'])
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
