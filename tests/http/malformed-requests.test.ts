import { expect, test, vi } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'
import { MALFORMED } from './malformed.ts'
import { exchange, serveRaw } from './raw-client.ts'

const REQUESTS = sized('malformed requests', 5_000, 1_000)
const AT_ONCE = 20

// Red when anything but our own errors comes out of reading a request: a 500 and an onError.
test('malformed requests are never our fault', { timeout: 120_000 }, async () => {
  const random = seededRandom('malformed requests')
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna())
  const onError = vi.fn()
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  const { port, close } = await serveRaw(service, { onError, maxBodyBytes: 32_768 })
  const kinds = Object.keys(MALFORMED)
  let refusedByUs = 0
  const statuses = new Map<number, number>()
  for (let sent = 0; sent < REQUESTS; sent += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, async (_, i) => {
      const kind = kinds[(sent + i) % kinds.length] ?? ''
      const bytes = MALFORMED[kind]?.(random) ?? Buffer.of()
      const { status, body } = await exchange(port, bytes)
      if (body.includes('"instance":"urn:uuid:')) refusedByUs++
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      expect(status, `${kind}: ${bytes.toString('latin1').slice(0, 500)}\n${body}`).toBeLessThan(
        500,
      )
    })
    await Promise.all(batch)
  }
  const after = await exchange(
    port,
    'GET /characters HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
  )
  expect(after.status).toBe(200)
  await close()
  process.removeListener('unhandledRejection', unhandled)
  expect(unhandled).not.toHaveBeenCalled()
  expect(onError.mock.calls).toEqual([])
  // Node refuses some of them itself.
  expect(refusedByUs).toBeGreaterThan(REQUESTS / 2)
  const found = [...statuses].sort().map(([status, n]) => `${status || 'none'}: ${n}`)
  figure(
    'malformed requests',
    `${REQUESTS} of ${kinds.length} kinds, 0 ≥ 500 (${found.join(', ')})`,
  )
})
