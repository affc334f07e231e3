import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { readJsonBody } from '../../../src/http/body/read-body.ts'
import { BytesJoiner } from '../../../src/http/bytes.ts'
import type { BodySink, HttpRequest } from '../../../src/http/exchange.ts'
import { seededRandom } from '../../support/random.ts'
import { figure } from '../../support/sizes.ts'
import { bareRequest } from '../bare-request.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is alive, in MiB, buffers included. */
function aliveMiB(): number {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1_048_576
}

/** A request whose body a test feeds chunk by chunk. */
function fed(): { readonly request: HttpRequest<null>; readonly sink: () => BodySink } {
  let sink: BodySink | undefined
  const request = bareRequest({
    body: {
      announced: true,
      takeHostBody: () => null,
      receive(given) {
        sink = given
        return () => {}
      },
    },
  })
  return { request, sink: () => sink as BodySink }
}

const CHUNKS = 1_000_000

// Red when chunks are kept as they come: some 100 bytes on the heap for each, and what it is cut from.
test('a body in a million chunks of one byte costs no more than a body', async () => {
  const { request, sink } = fed()
  const reading = readJsonBody(request, { maxBodyBytes: 1_048_576, bodyTimeoutMs: 60_000 })
  const byte = new Uint8Array(65_536).fill(0x78)
  const before = aliveMiB()
  sink().chunk(Uint8Array.of(0x22))
  for (let i = 2; i < CHUNKS; i++) sink().chunk(byte.subarray(i & 0xffff, (i & 0xffff) + 1))
  sink().chunk(Uint8Array.of(0x22))
  const grown = aliveMiB() - before
  sink().end()
  expect(await reading).toBe('x'.repeat(CHUNKS - 2))
  expect(grown).toBeLessThan(8)
  figure('chunks of one byte', `${CHUNKS}: ${grown.toFixed(1)} MiB up`)
})

test('chunks of every size come out as they went in', () => {
  const random = seededRandom('chunks')
  for (let round = 0; round < 200; round++) {
    const whole = Uint8Array.from({ length: random.below(5_000) }, () => random.below(256))
    const joiner = new BytesJoiner()
    for (let at = 0; at < whole.length; ) {
      const chunk = whole.slice(at, at + random.below(random.pick([2, 50, 4_000])))
      joiner.add(chunk)
      at += chunk.length
      expect(joiner.length).toBe(at)
    }
    expect(Buffer.compare(joiner.bytes, whole)).toBe(0)
  }
})

test('a body of one chunk is that chunk, and no chunk is written into', () => {
  const slab = Uint8Array.of(1, 2, 3, 4)
  const joiner = new BytesJoiner()
  joiner.add(slab.subarray(0, 2))
  expect(joiner.bytes.buffer).toBe(slab.buffer)
  joiner.add(Uint8Array.of(9))
  expect([...joiner.bytes]).toEqual([1, 2, 9])
  expect([...slab]).toEqual([1, 2, 3, 4])
})
