import { expect, test, vi } from 'vitest'
import { toCursor } from '../../src/http/cursor.ts'
import { luna } from '../support/characters.ts'
import { app, outcome } from './kit.ts'

async function setup() {
  const authorize = vi.fn(({ label }: { readonly label: string | null }) => label !== 'draft')
  const { service, call } = app({ authorize })
  for (const name of ['luna', 'nova', 'zoe']) {
    await service.createCharacter(luna({ name }))
    await service.setLabel(name, 'draft', 1)
    await service.setLabel(name, 'live', 1)
  }
  return { call }
}

// Red when a cursor, or an encoded parameter, says a label that authorize is not told of.
test('no label is shown that authorize is not asked about', async () => {
  const { call } = await setup()
  for (const query of ['label=draft', '%6cabel=draft', 'lab%65l=draft&limit=1']) {
    expect(outcome(await call('GET', `/characters?${query}`))).toBe('403 FORBIDDEN')
    expect(outcome(await call('GET', `/characters/luna?${query}`))).toBe('403 FORBIDDEN')
  }
  const forged = toCursor('found', ['label=draft', 'luna', ''])
  const { json } = await call('GET', `/characters?cursor=${forged}`)
  expect(JSON.stringify(json)).not.toContain('draft')
  expect(outcome(await call('GET', '/characters?label=live&label=draft'))).toBe(
    '400 INVALID_REQUEST',
  )
})

test('the pages of a label follow each other, each asking for it again', async () => {
  const { call } = await setup()
  const seen: unknown[] = []
  let path = '/characters?label=live&limit=1'
  for (let pages = 0; pages < 9 && path !== ''; pages++) {
    const { json, headers } = await call('GET', path)
    seen.push(...(json as { readonly name: string }[]).map(({ name }) => name))
    const link = /<(\?[^>]*)>/.exec(headers.get('link') ?? '')?.[1]
    if (link !== undefined) expect(link).toContain('label=live')
    path = link === undefined ? '' : `/characters${link}`
  }
  expect(seen).toEqual(['luna', 'nova', 'zoe'])
  expect(outcome(await call('GET', '/characters/-/count?label=live'))).toBe(
    '400 CHARACTER_VALIDATION',
  )
})
