import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import {
  CharacterService,
  createCharacterHandler,
  defineCharacterModel,
  memoryStorage,
} from '../../dist/index.js'
import { alternateRounds, atMost } from '../measure.mjs'

export const title =
  'the longest hold of the event loop while a bad body of 1 MiB is refused, against `JSON.parse` of it'

const SIZE = 1_048_576
/** As a socket gives it. */
const CHUNK = 65_536

const model = defineCharacterModel({
  attributes: { extra: z.json().default(null), tags: z.array(z.string()).default([]) },
})
const CONTENT = '"name":"luna","display_name":"L","personality":"p","system_prompt":"s","traits":[]'

/** A body of 1 MiB: `start`, then as many parts as there is room for, then `end`. */
function filled(start, part, end, between = ',') {
  const parts = [start]
  let size = start.length + end.length
  for (let n = 0; ; n++) {
    const text = n === 0 ? part(n) : between + part(n)
    if (size + text.length > SIZE) break
    size += text.length
    parts.push(text)
  }
  return parts.join('') + end
}

const key = (n) => `"key ${n}":${n % 10}`
const many = (start, end, part = key) => filled(start, part, end)
const text = (start, part, end) => filled(start, () => part, end, '')
const levels = (n) => `${'['.repeat(n)}${']'.repeat(n)}`

const BODIES = {
  '60,000 keys': many('{', '}'),
  '60,000 keys beside those of a character': many(`{${CONTENT},`, '}'),
  '60,000 keys in voice_settings': many(`{${CONTENT},"voice_settings":{`, '}}'),
  '60,000 keys in an attribute': many(`{${CONTENT},"extra":{`, '}}'),
  '60,000 keys, the last one twice': many('{', ',"key 0":1}'),
  '60,000 keys with escapes': many('{', '}', (n) => `"\\u006bey \\"${n}":1`),
  '1,000 long unknown keys': many('{', '}', (n) => `"${n}${'k'.repeat(1_060)}":1`),
  'many small objects': many('[', ']', () => '{}'),
  'many objects of one key': many('[', ']', (n) => `{"k${n % 9}":1}`),
  'many objects of one key, one of them twice': many('[', ',{"a":1,"a":1}]', () => '{"a":1}'),
  'many objects in an attribute': many(`{${CONTENT},"extra":[`, ']}', () => '{"a":1}'),
  'as deep as it gets, unclosed': text('', '[', ''),
  'as deep as it gets, objects': text('', '{"a":', ''),
  '64 levels, again and again': many('[', ']', () => levels(63)),
  '12 levels too many in voice_settings': many(`{${CONTENT},"voice_settings":{"a":[`, ']}}', () =>
    levels(24),
  ),
  'a long array': many('[', ']', () => '0'),
  'a long array of texts as traits': many('{"traits":[', ']}', () => '"kind"'),
  'a long array in an attribute': many(`{${CONTENT},"tags":[`, ']}', () => '7'),
  'values that a schema refuses, and a long text': `{${CONTENT},"tags":[${Array(999).fill(7)}],"extra":"${'a'.repeat(SIZE - 3_000)}"}`,
  'one long text': text('"', 'a', '"'),
  'one long text, not of ASCII': text('"', 'é', '"'),
  'one long text as a prompt': text('{"system_prompt":"', 'a', '"}'),
  'one long text as a name': text('{"name":"', 'a', '"}'),
  'one long text as an avatar': text('{"avatar_url":"/', 'a', '"}'),
  'one long text as an attribute': text(`{${CONTENT},"extra":"`, 'a', '"}'),
  'one long key': text('{"', 'a', '":1}'),
  'one long number': text('', '1', ''),
  'many escapes': text('{"system_prompt":"', '\\n', '"}'),
  'many escaped quotes': text('{"system_prompt":"', '\\"', '"}'),
  'many escapes of Unicode': text('{"system_prompt":"', '\\u0041', '"}'),
  'many lone surrogates': text('{"system_prompt":"', '\\ud800', '"}'),
  'broken at the end': many('{', ''),
  'broken at the end, a long text': text('{"system_prompt":"', 'a', ''),
  'broken at the end, escapes': text('{"system_prompt":"', '\\"', ''),
  'broken at the end, a long array': many('[', ',', () => '0'),
  'nothing but blanks, then a sign': text('', ' ', '}'),
}

export const contenders = Object.keys(BODIES)

export async function measure(contender) {
  const body = BODIES[contender]
  const service = new CharacterService({ storage: memoryStorage(), model })
  await service.createCharacter(JSON.parse(`{${CONTENT}}`))
  const handler = createCharacterHandler(service, { authorize: () => true, maxBodyBytes: 2 * SIZE })
  const bytes = new TextEncoder().encode(body)
  const refuse = async () => {
    const { status } = await handler(requestOf(bytes))
    if (status !== 400) throw new Error(`${status} instead of 400`)
  }
  const parse = async () => {
    await setImmediate()
    try {
      JSON.parse(body)
    } catch {
      // As bad as that.
    }
  }
  // The least of the rounds: what other programs of the machine take in between is no part of it.
  const least = { parse: Number.POSITIVE_INFINITY, refuse: Number.POSITIVE_INFINITY }
  const note = async (what, run) => {
    const ms = await longestHold(run)
    least[what] = Math.min(least[what], ms)
    return ms
  }
  const { ratio: median } = await alternateRounds(
    () => note('parse', parse),
    () => note('refuse', refuse),
  )
  const ratio = least.refuse / least.parse
  return {
    'JSON.parse ms': least.parse,
    'refusal ms': least.refuse,
    ratio,
    'median ratio': median,
    ...atMost(ratio, 4),
  }
}

function requestOf(bytes) {
  let at = 0
  const body = new ReadableStream({
    async pull(controller) {
      await setImmediate()
      if (at >= bytes.length) controller.close()
      else controller.enqueue(bytes.subarray(at, at + CHUNK))
      at += CHUNK
    },
  })
  const headers = { 'content-type': 'application/json', 'content-length': `${bytes.length}` }
  const url = 'http://host.test/characters/luna'
  return new Request(url, { method: 'PUT', headers, body, duplex: 'half' })
}

/** The longest time for which nothing else had its turn, in milliseconds. */
async function longestHold(run) {
  globalThis.gc?.()
  let longest = 0
  let done = false
  const running = run().finally(() => {
    done = true
  })
  for (let last = performance.now(); !done; ) {
    await setImmediate()
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }
  await running
  return longest
}
