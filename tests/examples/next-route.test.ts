import { beforeAll, describe, expect, test, vi } from 'vitest'

const ORIGIN = 'https://app.example.com'
const SITE = 'http://host.test/api/characters'

type Route = typeof import('../../examples/next-route.ts')

describe('the route module of Next.js', () => {
  let route: Route
  beforeAll(async () => {
    Object.assign(process.env, { API_KEY: 'a-key', ORIGIN, RATE_LIMIT: '20' })
    delete process.env.MONGODB_URI
    route = await import('../../examples/next-route.ts')
  })

  test('answers every method by the export of its name', async () => {
    const found = await route.GET(new Request(`${SITE}/Luna`))
    expect(found.status).toBe(200)
    expect(await found.json()).toMatchObject({ name: 'luna', version_number: 1 })
    const head = await route.HEAD(new Request(`${SITE}/luna`, { method: 'HEAD' }))
    expect(head.headers.get('etag')).toBe(found.headers.get('etag'))
    const patch = await route.PATCH(new Request(`${SITE}/luna`, { method: 'PATCH', body: '{}' }))
    expect(patch.status).toBe(405)
  })

  test('asks who it is, and lets editors write', async () => {
    const write = (headers: Record<string, string>): Request =>
      new Request(`${SITE}/luna`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ traits: ['kind'] }),
      })
    expect((await route.PUT(write({}))).status).toBe(401)
    expect((await route.PUT(write({ cookie: 'session=bob-is-here' }))).status).toBe(403)
    const written = await route.PUT(write({ cookie: 'session=ada-is-here' }))
    expect(await written.json()).toMatchObject({ traits: ['kind'], version_number: 2 })
    const headers = { 'x-api-key': 'a-key' }
    const removal = new Request(`${SITE}/luna`, { method: 'DELETE', headers })
    expect((await route.DELETE(removal)).status).toBe(200)
    expect((await route.POST(new Request(SITE, { method: 'POST' }))).status).toBe(401)
  })

  test('shares one service with every other instance of its module', async () => {
    const first = await import('../../examples/next-service.ts')
    vi.resetModules()
    const second = await import('../../examples/next-service.ts')
    expect(second).not.toBe(first)
    expect(second.service).toBe(first.service)
  })

  test('answers preflights of the site of the application', async () => {
    const headers = { origin: ORIGIN, 'access-control-request-method': 'PUT' }
    const answer = await route.OPTIONS(new Request(`${SITE}/luna`, { method: 'OPTIONS', headers }))
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN)
    expect(answer.headers.get('access-control-allow-methods')).toContain('PUT')
  })

  test('counts the requests of each client', async () => {
    const from = (client: string): Request =>
      new Request(SITE, { headers: { 'x-forwarded-for': `made-up, ${client}` } })
    const statuses: number[] = []
    for (let asked = 0; asked < 21; asked++) {
      statuses.push((await route.GET(from('192.0.2.1'))).status)
    }
    expect(statuses.slice(0, 20).every((status) => status === 200)).toBe(true)
    expect(statuses[20]).toBe(429)
    expect((await route.GET(from('192.0.2.2'))).status).toBe(200)
  })
})
