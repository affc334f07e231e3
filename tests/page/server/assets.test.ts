import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { figure } from '../../support/sizes.ts'
import { assetPaths, mountedPage, PAGE, plainText } from './kit.ts'

/** What the first load may weigh, compressed. */
const BUDGET_KIB = 80

describe('the files of the page', () => {
  test('are two, beside the page, and kept by browsers for ever', async () => {
    const ask = mountedPage()
    const paths = await assetPaths(ask)
    expect(paths).toHaveLength(2)
    for (const path of paths) {
      expect(path).toMatch(/^\/characters\/-\/page\/app-[\da-f]{8,}\.(js|css)$/)
      const { status, headers } = await ask(path)
      expect(status).toBe(200)
      expect(headers.get('content-type')).toBe(
        path.endsWith('.js') ? 'text/javascript; charset=utf-8' : 'text/css; charset=utf-8',
      )
      expect(headers.get('cache-control')).toMatch(/\bmax-age=31536000\b.*\bimmutable\b/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  test.each([
    ['gzip', 'gzip'],
    ['br, gzip;q=0.5', 'gzip'],
    ['GZIP', 'gzip'],
    ['*', 'gzip'],
    [undefined, null],
    ['', null],
    ['identity', null],
    ['br', null],
    ['gzip;q=0', null],
    ['gzip; q=0.000, *', null],
    ['*;q=0, gzip', 'gzip'],
    ['gzipped', null],
  ])('are sent to whom takes %s as %s', async (accepted, encoding) => {
    const ask = mountedPage()
    for (const path of await assetPaths(ask)) {
      const headers: Record<string, string> =
        accepted === undefined ? {} : { 'accept-encoding': accepted }
      const answer = await ask(path, headers)
      expect(answer.headers.get('content-encoding')).toBe(encoding)
      expect(answer.headers.get('vary')).toMatch(/accept-encoding/i)
      const length = Number(answer.headers.get('content-length'))
      const body = Buffer.from(await answer.clone().arrayBuffer())
      expect(body.length).toBe(length)
      expect(await plainText(answer)).toBe(await plainText(await ask(path)))
    }
  })

  test('are described to HEAD as to GET, in the encoding that is taken', async () => {
    const ask = mountedPage()
    for (const path of await assetPaths(ask)) {
      const taken = { 'accept-encoding': 'gzip' }
      const [got, head] = [await ask(path, taken), await ask(path, taken, 'HEAD')]
      expect([...head.headers]).toEqual([...got.headers])
      expect(await head.text()).toBe('')
    }
  })

  test('are these and no others', async () => {
    const ask = mountedPage()
    for (const path of ['app.js', 'app-000000000000.js', '..%2f..%2fpackage.json', 'constructor']) {
      const answer = await ask(`${PAGE}/${path}`)
      expect([path, answer.status]).toEqual([path, 404])
      expect(await answer.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND' })
    }
    expect((await ask((await assetPaths(ask))[0] ?? '', {}, 'PUT')).status).toBe(405)
  })

  test('weigh, with the page, no more than is promised', async () => {
    const ask = mountedPage()
    let bytes = gzipSync(Buffer.from(await (await ask(PAGE)).arrayBuffer())).length
    for (const path of await assetPaths(ask)) {
      const answer = await ask(path, { 'accept-encoding': 'gzip' })
      bytes += (await answer.arrayBuffer()).byteLength
    }
    figure('first load of the page', `${(bytes / 1024).toFixed(1)} KiB gzip`)
    expect(bytes).toBeLessThanOrEqual(BUDGET_KIB * 1024)
  })
})
