import { describe, expect, test, vi } from 'vitest'
import type { CharacterOperations } from '../../src/service/character-operations.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { appOf, outcome } from './kit.ts'

type Options = Parameters<CharacterOperations['updateCharacter']>[2]

const CONDITIONAL: readonly PropertyKey[] = [
  'updateCharacter',
  'rollbackCharacter',
  'deleteCharacter',
]

/** A wrapper as hosts write them: it makes new options of those that it knows. */
function wrapped(service: CharacterService, keep: (options: Options) => Options) {
  return new Proxy<CharacterOperations>(service, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      return (...values: unknown[]) => {
        const own = CONDITIONAL.includes(key) ? [keep(values.pop() as Options)] : []
        return Reflect.apply(member, target, [...values, ...own])
      }
    },
  })
}

async function scene(keep: (options: Options) => Options) {
  const service = new CharacterService({ storage: memoryStorage() })
  const { id } = await service.createCharacter(luna())
  await service.updateCharacter('luna', { traits: ['brave'] })
  const onError = vi.fn()
  const log = vi.fn()
  const logger = { debug: log, info: log, warn: () => {}, error: log }
  const call = appOf(wrapped(service, keep), { onError, logger })
  const tag = (version: number) => `"${id}.${version}.safe"`
  const writes = (headers: Record<string, string>) =>
    [
      ['updateCharacter', () => call('PUT', '/characters/luna', { json: {}, headers })],
      [
        'rollbackCharacter',
        () => call('POST', '/characters/luna/rollback', { json: { version_number: 1 }, headers }),
      ],
      ['deleteCharacter', () => call('DELETE', '/characters/luna', { headers })],
    ] as const
  return { service, call, onError, log, tag, writes }
}

const version = ({ expectedVersion }: NonNullable<Options>): Options => ({ expectedVersion })

// Red when If-Match is passed on as a precondition alone: the write goes through.
describe('a wrapper that drops precondition', () => {
  test('still writes no other version than the one of If-Match', async () => {
    const { service, writes, tag, onError } = await scene((options) => version(options ?? {}))
    for (const [, write] of writes({ 'if-match': tag(1) })) {
      expect(outcome(await write())).toBe('412 CHARACTER_VERSION_CONFLICT')
    }
    expect(await service.getCharacter('luna')).toMatchObject({ version_number: 2 })
    expect(onError).not.toHaveBeenCalled()
  })

  // Red when a write that nobody has checked is answered as one that was.
  test.each([
    ['of the present version', { 'if-match': '"*"' }],
    ['of any version', { 'if-match': '*' }],
    ['of several versions', { 'if-match': '"a", "b"' }],
    ['of a weak tag', { 'if-match': 'W/"a.1.safe"' }],
    ['of a tag of another make', { 'if-match': '"a"' }],
    ['of a version beyond all numbers', { 'if-match': '"a.9999999999999999.safe"' }],
    ['of no version at all', { 'if-none-match': '"a"' }],
  ])('is a failure of the host, where the condition is one %s', async (_, headers) => {
    for (const i of [0, 1, 2]) {
      const { writes, onError, log } = await scene((options) => version(options ?? {}))
      const [method, write] = writes(headers)[i] ?? []
      expect(outcome(await (write as () => ReturnType<ReturnType<typeof appOf>>)())).toBe(
        '500 INTERNAL_ERROR',
      )
      expect(log).toHaveBeenCalledOnce()
      const error = onError.mock.calls[0]?.[0]
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message).toBe(
        `service.${method} has written without a call of options.precondition: pass the options on as they are`,
      )
    }
  })

  test('is as good as any other where the client sets no conditions', async () => {
    const { writes, onError } = await scene(() => undefined)
    for (const [, write] of writes({})) expect((await write()).status).toBe(200)
    expect(onError).not.toHaveBeenCalled()
  })

  test('refuses what it refuses by itself', async () => {
    const { call, onError } = await scene(() => undefined)
    const headers = { 'if-match': '*' }
    const absent = await call('PUT', '/characters/ghost', { json: {}, headers })
    expect(outcome(absent)).toBe('404 CHARACTER_NOT_FOUND')
    expect(onError).not.toHaveBeenCalled()
  })
})

test('a wrapper that passes options on as they are keeps the codes apart', async () => {
  const { writes, tag } = await scene((options) => options)
  const other = `"${'0'.repeat(24)}.2.safe"`
  for (const [, write] of writes({ 'if-match': other })) {
    expect(outcome(await write())).toBe('412 PRECONDITION_FAILED')
  }
  for (const [, write] of writes({ 'if-match': tag(7) })) {
    expect(outcome(await write())).toBe('412 CHARACTER_VERSION_CONFLICT')
  }
  const [update] = writes({ 'if-match': tag(2) })
  expect((await update?.[1]())?.status).toBe(200)
})
