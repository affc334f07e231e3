import { describe, expect, test } from 'vitest'
import { isCharacterError } from '../../src/errors.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'

function throwing(property: string): Error {
  return Object.defineProperty(new Error('odd'), property, {
    get() {
      throw new Error('never read')
    },
  })
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

const ODD: readonly (readonly [what: string, value: unknown])[] = [
  ['an error whose code cannot be read', throwing('code')],
  ['an error whose name cannot be read', throwing('name')],
  ['an error whose message cannot be read', throwing('message')],
  ['a revoked proxy', revoked()],
  ['undefined', undefined],
  ['null', null],
  ['a text', 'boom'],
  ['a symbol', Symbol('boom')],
]

describe('what a storage throws, whatever it is,', () => {
  // Red when `isCharacterError` reads without care: the call never settles, and the process ends.
  test.each(ODD)('comes out as CHARACTER_STORAGE with its cause: %s', async (_what, value) => {
    const storage = faultyStorage(memoryStorage())
    const logged: unknown[] = []
    const log = (message: string): void => void logged.push(message)
    const logger = { debug: log, info: log, warn: log, error: log }
    const service = new CharacterService({ storage, logger, cacheTtlMs: 0 })
    await service.createCharacter(luna())
    const { find } = storage
    storage.find = () => Promise.reject(value)
    const error = await service.getCharacter('luna').catch((thrown: unknown) => thrown)
    expect(isCharacterError(error, 'CHARACTER_STORAGE')).toBe(true)
    expect(Reflect.get(Object(error), 'cause') === value).toBe(true)
    storage.find = find
    expect((await service.getCharacter('luna')).name).toBe('luna')
    expect(logged).toContain('getCharacter failed')
  })

  test.each(ODD)('is no CharacterError by itself: %s', (_what, value) => {
    expect(isCharacterError(value)).toBe(false)
    expect(isCharacterError(value, 'CHARACTER_STORAGE')).toBe(false)
  })
})
