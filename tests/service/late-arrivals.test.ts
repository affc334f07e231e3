import { describe, expect, test } from 'vitest'
import { CharacterStorageError } from '../../src/errors.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { figure } from '../support/sizes.ts'
import { seen, WRITE_CASES, type WriteCase } from '../support/write-cases.ts'

const now = () => Date.UTC(2026, 0, 31, 12)
const WRITES = new Set(['insert', 'swap', 'remove', 'insertVersion', 'deleteVersions'])

type When = 'before' | 'after'

/**
 * Fails the n-th write, counted from when it is armed, and carries it out all the same: just before
 * or just after the next call of the same name. Answers the names of the writes it has seen.
 */
function postponing(storage: CharacterStorage) {
  const writes: string[] = []
  let armed: { n: number; when: When } | undefined
  let late: { name: string; carryOut: () => Promise<unknown> } | undefined
  const call = async (name: string, carryOut: () => Promise<unknown>): Promise<unknown> => {
    if (!WRITES.has(name)) return carryOut()
    writes.push(name)
    if (armed !== undefined && writes.length === armed.n) {
      late = { name, carryOut }
      throw new CharacterStorageError('nothing was heard of it')
    }
    const arriving = late?.name === name ? late : undefined
    if (arriving !== undefined) late = undefined
    if (armed?.when === 'before') await arriving?.carryOut()
    const reply = await carryOut()
    if (armed?.when === 'after') await arriving?.carryOut()
    return reply
  }
  const postponed = new Proxy(storage, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) =>
        call(String(key), async () => Reflect.apply(member, target, args))
    },
  })
  return {
    storage: postponed,
    writes,
    arm: (n: number, when: When) => {
      writes.length = 0
      armed = { n, when }
    },
    arrived: () => late === undefined,
  }
}

async function run({ keepVersions, arrange, act }: WriteCase, n: number, when: When) {
  const inner = memoryStorage({ keepVersions })
  const { storage, writes, arm, arrived } = postponing(inner)
  const service = new CharacterService({ storage, now })
  const id = await arrange(service, inner)
  arm(n, when)
  const result = await act(service, id)
  const done = [...writes]
  const end = await seen(new CharacterService({ storage: inner, now }), inner, id, result)
  return { writes: done, end, arrived: arrived() }
}

// Red when a swap that is lost after a failed try is taken for lost, or when a create whose id is
// stored already says that its name is taken.
describe('a write that arrives late', () => {
  test.each(WRITE_CASES)('is carried out once: $title', async (kind) => {
    const { writes, end } = await run(kind, Number.POSITIVE_INFINITY, 'before')
    expect(writes.length).toBeGreaterThan(0)
    let late = 0
    for (const when of ['before', 'after'] as const) {
      for (const [index, write] of writes.entries()) {
        const disturbed = await run(kind, index + 1, when)
        const told = `${write}, write ${index + 1}, ${when} it is repeated`
        expect(disturbed.end, told).toEqual(end)
        if (disturbed.arrived) late++
      }
    }
    figure(`each write late, before and after it is repeated: ${kind.title}`, `${late} same ends`)
    expect(late).toBeGreaterThan(0)
  })
})
