import { expect } from 'vitest'
import type { CharacterIssue, CharacterValidationError } from '../../src/errors.ts'
import { isCharacterError } from '../../src/errors.ts'
import type { CharacterModel } from '../../src/model/character-model.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { type FaultyStorage, faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'

/** A part of bad values that no error may show. */
export const SECRET = 'secret-7f3a9c'

/** What is not caught by the types: an input of a host without them. */
export function untyped(input: unknown): never {
  return input as never
}

/** A service that holds `luna`, and its storage, which counts the calls made to it from then on. */
export async function withLuna(
  attributes: object = {},
  model?: CharacterModel,
): Promise<{ readonly service: CharacterService; readonly storage: FaultyStorage }> {
  const storage = faultyStorage(memoryStorage())
  const service = new CharacterService({ storage, model })
  await service.createCharacter({ ...luna(), ...attributes })
  storage.reset()
  return { service, storage }
}

/** The validation error of a call; anything else that comes out fails the test. */
export async function refusalOf(work: () => Promise<unknown>): Promise<CharacterValidationError> {
  let caught: unknown = 'nothing was thrown'
  try {
    await work()
  } catch (error) {
    caught = error
  }
  if (!isCharacterError(caught, 'CHARACTER_VALIDATION')) throw caught
  expect(caught.message).toMatch(/^Invalid character data: /)
  expect(caught.issues.length).toBeGreaterThan(0)
  expect(caught.issues.length).toBeLessThanOrEqual(20)
  const told = `${caught.message} ${caught.stack} ${JSON.stringify(caught.issues)}`
  expect(told).not.toContain(SECRET)
  expect(caught.message.length).toBeLessThan(20_000)
  return caught
}

/** The issues that both a create and an update make of one bad field, nothing being stored. */
export async function issuesOf(field: string, value: () => unknown): Promise<CharacterIssue[]> {
  const { service, storage } = await withLuna()
  const created = await refusalOf(() =>
    service.createCharacter(untyped({ ...luna({ name: 'nova' }), [field]: value() })),
  )
  const updated = await refusalOf(() =>
    service.updateCharacter('luna', untyped({ [field]: value() })),
  )
  expect(storage.calls).toEqual([])
  expect(updated.issues).toEqual(created.issues)
  return [...created.issues]
}
