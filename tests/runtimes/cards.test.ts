import { expect } from 'vitest'
import { fixture, READ, REFUSED } from '../cards/kit.ts'
import { zipOf } from '../cards/zip-kit.ts'
import type { Files } from './cards-module.ts'
import { sameEverywhere } from './same-everywhere.ts'

const FILES: Files = Object.fromEntries([
  ...[...READ, ...Object.keys(REFUSED)].map((name) => [name, base64Of(fixture(name))]),
  ['bomb.charx', base64Of(zipOf([{ path: 'card.json', bytes: new Uint8Array(5_000_000) }]))],
  ['behind.jpg', base64Of(Buffer.concat([Buffer.from('\xff\xd8\xff', 'latin1'), charx()]))],
])

sameEverywhere('tests/runtimes/cards-module.ts', FILES, (outcome) => {
  const outcomes = outcome as Record<string, { code?: string; unexpected?: string }>
  expect(Object.values(outcomes).filter(({ unexpected }) => unexpected !== undefined)).toEqual([])
  const refused = Object.entries(outcomes).filter(([, { code }]) => code !== undefined)
  expect(Object.fromEntries(refused.map(([name, { code }]) => [name, code]))).toEqual({
    ...REFUSED,
    'bomb.charx': 'CARD_TOO_LARGE',
  })
  expect(Object.keys(outcomes).length).toBe(READ.length + Object.keys(REFUSED).length + 2)
})

function charx(): Uint8Array {
  return zipOf([{ path: 'card.json', bytes: fixture('v3.json') }])
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
