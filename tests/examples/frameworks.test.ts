import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningExample, startExample } from './running-example.ts'

const ORIGIN = 'https://app.example.com'
const LIMIT = 40
const PROGRAM = { 'x-api-key': 'a-key', 'content-type': 'application/json' }
const NOVICE = {
  name: 'novice',
  display_name: 'Novice',
  personality: 'New here.',
  system_prompt: 'You are new.',
  traits: [],
}

describe.each(['express.ts', 'fastify.ts', 'koa.ts', 'hono.ts', 'nestjs.ts'])('%s', (file) => {
  let example: RunningExample
  let exitCode: number | null | undefined
  beforeAll(async () => {
    example = await startExample(file, { API_KEY: 'a-key', RATE_LIMIT: String(LIMIT), ORIGIN })
  })
  const stop = async (): Promise<void> => {
    exitCode ??= await example.stop('SIGINT')
  }
  afterAll(stop)
  const call = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${example.url}${path}`, init)
  const send = (path: string, method: string, body: unknown, headers: Record<string, string>) =>
    call(path, { method, headers, body: JSON.stringify(body) })

  test('lets everybody read, and nobody see a system prompt', async () => {
    const list = (await (await call('')).json()) as { name: string }[]
    expect(list.map(({ name }) => name)).toEqual(['captain-nova', 'luna', 'professor vega'])
    const response = await call('/Professor%20Vega')
    expect(response.status).toBe(200)
    expect(await response.json()).not.toHaveProperty('system_prompt')
  })

  test('lets the site of the application read answers from a browser', async () => {
    const response = await call('/luna', { headers: { origin: ORIGIN } })
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN)
    expect(response.headers.get('access-control-expose-headers')).toMatch(/etag/i)
    expect(response.headers.get('etag')).not.toBeNull()
    const preflight = await call('/luna', {
      method: 'OPTIONS',
      headers: { origin: ORIGIN, 'access-control-request-method': 'PUT' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT')
  })

  test('asks who it is, and lets editors write', async () => {
    const json = { 'content-type': 'application/json' }
    const stranger = await send('', 'POST', NOVICE, json)
    expect(stranger.status).toBe(401)
    expect(stranger.headers.get('www-authenticate')).toBe('ApiKey')
    const reader = await send('', 'POST', NOVICE, { ...json, cookie: 'session=bob-is-here' })
    expect(reader.status).toBe(403)
    const editor = await send('', 'POST', NOVICE, { ...json, cookie: 'a=b; session=ada-is-here' })
    expect(editor.status).toBe(200)
    const program = await send('/novice', 'PUT', { traits: ['learning'] }, PROGRAM)
    expect(await program.json()).toMatchObject({ traits: ['learning'], version_number: 2 })
    expect((await call('/novice', { method: 'DELETE', headers: PROGRAM })).status).toBe(200)
  })

  test('keeps the routes of the application, which know the user as well', async () => {
    const response = await call('/../me', { headers: { cookie: 'session=ada-is-here' } })
    expect(await response.json()).toEqual({ user: { name: 'ada', isEditor: true } })
  })

  test('refuses a client that asks too often', async () => {
    const statuses: number[] = []
    for (let asked = 0; asked < LIMIT; asked++) {
      const response = await call('/luna')
      await response.arrayBuffer()
      statuses.push(response.status)
    }
    // Earlier tests have asked a dozen times, too.
    expect(statuses[0]).toBe(200)
    expect(statuses.at(-1)).toBe(429)
  })

  test('stops cleanly on Ctrl-C', async () => {
    await stop()
    expect(exitCode).toBe(0)
    expect(example.output()).not.toMatch(/error/i)
  })
})
