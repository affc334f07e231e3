import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromText, toText } from '../../../src/invalidation/redis/wire-message.ts'
import { messageAbout } from '../../support/bus-probe.ts'

const text = fc.option(fc.string({ unit: 'binary', maxLength: 100 }))

test('a message comes back as it was sent, and no more of it than is known', () => {
  const message = fc.record({
    name: text,
    id: text,
    version: fc.option(fc.maxSafeInteger()),
    write_id: text,
    origin: text,
  })
  fc.assert(
    fc.property(message, (sent) => {
      expect(fromText(toText({ ...sent, system_prompt: 'secret' } as typeof sent))).toEqual(sent)
      expect(fromText(JSON.stringify({ ...sent, newer: true }))).toEqual(sent)
    }),
  )
})

test('the longest name fits', () => {
  const longest = messageAbout('\u{1F600}'.repeat(100), { id: 'x'.repeat(100) })
  expect(fromText(toText(longest))).toEqual(longest)
})

test('nothing else is a message', () => {
  const good = { ...messageAbout('luna') }
  const bad = [
    undefined,
    '',
    'null',
    '"luna"',
    '[]',
    '{}',
    ...Object.keys(good).map((field) => JSON.stringify({ ...good, [field]: { $ne: null } })),
    ...Object.keys(good).map((field) => JSON.stringify({ ...good, [field]: undefined })),
    JSON.stringify({ ...good, version: 1.5 }),
    JSON.stringify({ ...good, version: '1' }),
    JSON.stringify({ ...good, name: 'x'.repeat(5_000) }),
    Buffer.from(JSON.stringify(good)),
  ]
  for (const one of bad) expect(fromText(one)).toBeNull()
  fc.assert(fc.property(fc.string(), (garbage) => fromText(garbage) === null))
})
