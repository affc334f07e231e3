import { expect, test } from 'vitest'
import { luna } from '../support/characters.ts'
import { figure, sized } from '../support/sizes.ts'
import { app } from './kit.ts'

const WRITERS = 64
const ROUNDS = sized('rounds of 64 PUTs with the same If-Match', 200)

// Red when the condition is checked on a read before the write instead of inside it.
test('of 64 PUTs with the same If-Match one succeeds', {
  timeout: 120_000,
}, async () => {
  const { call, service } = app()
  await service.createCharacter(luna())
  for (let round = 1; round <= ROUNDS; round++) {
    const etag = (await call('GET', '/characters/luna')).headers.get('etag') ?? ''
    const puts = Array.from({ length: WRITERS }, (_, writer) =>
      call('PUT', '/characters/luna', {
        json: { display_name: `writer ${writer}` },
        headers: { 'if-match': etag },
      }),
    )
    const statuses = (await Promise.all(puts)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 412)).toHaveLength(WRITERS - 1)
    expect((await service.getCharacter('luna')).version_number).toBe(round + 1)
  }
  figure('same If-Match', `${WRITERS} PUTs × ${ROUNDS}: 1 success each, the rest 412`)
})
