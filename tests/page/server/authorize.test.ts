import { describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../src/http/context.ts'
import { asked, assetPaths, mountedPage, PAGE } from './kit.ts'

describe('authorize', () => {
  test('is asked for the page and each of its files, as `page`', async () => {
    const seen: RequestContext<Request>[] = []
    const paths = await assetPaths(mountedPage())
    const ask = mountedPage({}, { authorize: (context) => seen.push(context) > 0 })
    for (const path of [PAGE, ...paths]) expect((await ask(path)).status).toBe(200)
    expect(await (await ask(PAGE, {}, 'HEAD')).text()).toBe('')
    expect(seen).toHaveLength(4)
    for (const context of seen) {
      expect(context).toMatchObject({ operation: 'page', name: null, id: null, label: null })
    }
  })

  // Red when a file, or a 304, is answered before authorize has.
  test('that refuses `page` lets nothing of it out', async () => {
    const open = mountedPage()
    const paths = await assetPaths(open)
    const etag = (await open(PAGE)).headers.get('etag') ?? ''
    const ask = mountedPage({}, { authorize: ({ operation }) => operation !== 'page' })
    for (const path of [PAGE, `${PAGE}/`, ...paths, `${PAGE}/nothing.js`]) {
      const answer = await ask(path, { 'if-none-match': etag })
      expect([path, answer.status]).toEqual([path, 403])
      expect(await answer.json()).toMatchObject({ code: 'FORBIDDEN' })
    }
    expect((await ask('/characters')).status).toBe(200)
  })

  test('that allows `page` alone allows nothing else', async () => {
    const ask = mountedPage({}, { authorize: ({ operation }) => operation === 'page' })
    expect((await ask(PAGE)).status).toBe(200)
    expect((await ask('/characters')).status).toBe(403)
  })
})

describe('a mount without the option', () => {
  test('has no page', async () => {
    const ask = asked({})
    for (const path of [PAGE, ...(await assetPaths(mountedPage()))]) {
      const answer = await ask(path)
      expect(answer.status).toBe(404)
      expect(await answer.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND' })
    }
  })

  test.each([null, true, 'page', {}, { answer: 1 }])('takes no %j for one', (page) => {
    expect(() => asked({ page: page as never })).toThrow(/page must be what characterPage\(\)/)
  })
})
