import type { Page, Request, Route } from 'playwright-core'
import { expect } from 'vitest'

/** What becomes of a person's writes on their way. */
export type Trouble =
  | 'the network is cut'
  | 'the answer is lost'
  | 'the answer and all that follows is lost'
  | 'a gateway loses the answer'
  | 'the server fails'
  | 'the session ends'

/** After these, the server has done what it was asked for. */
export const DONE: readonly Trouble[] = [
  'the answer is lost',
  'the answer and all that follows is lost',
  'a gateway loses the answer',
]

/** A network in trouble. */
export interface TroubledNetwork {
  /** How many writes came into it. */
  readonly writes: readonly string[]
  /** Everything goes through again. */
  heal(): Promise<void>
}

/** Lets no write of a page through as it should be, until it is healed. Reads go through, but for the worst. */
export async function troubleWrites(page: Page, trouble: Trouble): Promise<TroubledNetwork> {
  const writes: string[] = []
  await page.route(isAnything, async (route, request) => {
    const isLost = trouble === 'the answer and all that follows is lost' && writes.length > 0
    if (isWrite(request)) {
      writes.push(request.method())
      await harm(route, trouble)
    } else if (isLost) await route.abort('internetdisconnected')
    else await route.continue()
  })
  // What is under way comes to its end first: else the browser sends it once more.
  return { writes, heal: () => page.unrouteAll({ behavior: 'wait' }) }
}

/** Requests that are held back. */
export interface Held {
  /** `PUT /characters/luna` of each, in their order. */
  readonly held: readonly string[]
  /** Lets them go, and all that follow; done when the page has made of their answers what it makes. */
  release(): Promise<void>
}

/** Holds every write back until it is let go. */
export function holdWrites(page: Page): Promise<Held> {
  return hold(page, isWrite)
}

/** Holds back what a page asks for, where it is like this, until it is let go. */
export async function hold(page: Page, isLike: (request: Request) => boolean): Promise<Held> {
  const held: string[] = []
  const open = new Set<Request>()
  page.on('requestfinished', (request) => open.delete(request))
  page.on('requestfailed', (request) => open.delete(request))
  let release = (): void => {}
  const isReleased = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(isAnything, async (route, request) => {
    if (!isLike(request)) return route.continue()
    held.push(`${request.method()} ${new URL(request.url()).pathname}`)
    open.add(request)
    await isReleased
    // What the page has given up is not to be sent any more.
    await route.continue().catch(() => {})
  })
  return {
    held,
    async release() {
      release()
      await page.unrouteAll({ behavior: 'wait' })
      await expect.poll(() => open.size).toBe(0)
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    },
  }
}

async function harm(route: Route, trouble: Trouble): Promise<void> {
  if (trouble === 'the network is cut') return route.abort('internetdisconnected')
  if (trouble === 'the server fails') return route.fulfill(problem(500, 'INTERNAL_ERROR'))
  if (trouble === 'the session ends') return route.fulfill(problem(401, 'UNAUTHORIZED'))
  await route.fetch()
  if (trouble !== 'a gateway loses the answer') return route.abort('connectionreset')
  await route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' })
}

function problem(status: number, code: string): Parameters<Route['fulfill']>[0] {
  const body = { type: 'about:blank', title: code, status, detail: 'No.', code, instance: 'urn:x' }
  return { status, contentType: 'application/problem+json', body: JSON.stringify(body) }
}

function isAnything(): boolean {
  return true
}

function isWrite(request: Request): boolean {
  return request.method() !== 'GET'
}
