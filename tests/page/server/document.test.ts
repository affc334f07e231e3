import { describe, expect, test } from 'vitest'
import { type CharacterPageOptions, characterPage } from '../../../src/page.ts'
import { mountedPage, PAGE } from './kit.ts'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' https: data: blob:",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

describe('the page', () => {
  test('is HTML under a policy that lets nothing in from elsewhere', async () => {
    const { status, headers } = await mountedPage()(PAGE)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('content-security-policy')).toBe(POLICY)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cache-control')).toContain('no-cache')
  })

  test('holds no inline script, no inline style and no absolute address', async () => {
    const html = await (await mountedPage()(PAGE)).text()
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/)
    expect(html).not.toMatch(/(?:href|src)="(?!page\/|data:image\/)/)
  })

  test('is not sent again to whom it is known', async () => {
    const ask = mountedPage()
    const etag = (await ask(PAGE)).headers.get('etag') ?? ''
    expect(etag).toMatch(/^(W\/)?"[\x21\x23-\x7e]+"$/)
    for (const known of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
      const again = await ask(PAGE, { 'if-none-match': known })
      expect([known, again.status, await again.text()]).toEqual([known, 304, ''])
      expect(again.headers.get('etag')).toBe(etag)
    }
    expect((await ask(PAGE, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  test('has another tag when it says something else', async () => {
    const tags = [{}, { title: 'Cast' }, { label: 'live' }, { title: 'Caste' }].map(
      async (options) => (await mountedPage(options)(PAGE)).headers.get('etag'),
    )
    expect(new Set(await Promise.all(tags)).size).toBe(4)
  })

  test('is described to HEAD as to GET, without its body', async () => {
    const ask = mountedPage()
    const [got, head] = [await ask(PAGE), await ask(PAGE, {}, 'HEAD')]
    expect(head.status).toBe(200)
    expect(await head.text()).toBe('')
    expect([...head.headers]).toEqual([...got.headers])
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(await got.text())))
  })

  test('is read and never written', async () => {
    const ask = mountedPage()
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const { status, headers } = await ask(PAGE, {}, method)
      expect([method, status, headers.get('allow')]).toEqual([method, 405, 'GET, HEAD, OPTIONS'])
    }
    expect((await ask(PAGE, {}, 'OPTIONS')).status).toBe(204)
  })

  test('leads from an address with a slash to the one its links are for', async () => {
    const { status, headers } = await mountedPage()(`${PAGE}/`)
    expect(status).toBe(308)
    const location = headers.get('location') ?? ''
    expect(new URL(location, `http://host.test${PAGE}/`).pathname).toBe(PAGE)
  })
})

describe('a title and a label', () => {
  // Red when either is put into the HTML as it is.
  test('are shown as text, whatever they hold', async () => {
    const title = `</title><script>alert(1)</script>"'&<img src=x onerror=alert(1)>`
    const html = await (await mountedPage({ title })(PAGE)).text()
    expect(html).not.toContain('<script>')
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;')
    expect(html.match(/<title>/g)).toHaveLength(1)
  })

  test('leave the header fields whole', async () => {
    const title = 'Ünï 光 \r\nx-evil: 1 " \\'
    const { status, headers } = await mountedPage({ title })(PAGE)
    expect(status).toBe(200)
    expect(headers.get('x-evil')).toBeNull()
    expect(headers.get('etag')).toMatch(/^"[\x21\x23-\x7e]+"$/)
  })

  test.each<readonly [string, unknown, string]>([
    ['title', { title: '' }, 'title'],
    ['title', { title: '  ' }, 'title'],
    ['title', { title: 'x'.repeat(101) }, 'title'],
    ['title', { title: '\ud800' }, 'title'],
    ['title', { title: 7 }, 'title'],
    ['label', { label: '' }, 'label'],
    ['label', { label: 'a b' }, 'label'],
    ['label', { label: null }, 'label'],
    ['name of an option', { tilte: 'Cast' }, 'tilte'],
  ])('or a %s that is none is a TypeError that names it: %j', (_, options, named) => {
    const make = (): unknown => characterPage(options as CharacterPageOptions)
    expect(make).toThrow(TypeError)
    expect(make).toThrow(named)
  })
})
