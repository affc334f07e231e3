import { expect } from 'vitest'
import type { CharacterIssue, CharacterValidationError } from '../../src/errors.ts'
import { isCharacterError } from '../../src/errors.ts'
import type { CharacterModel } from '../../src/model/character-model.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
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

async function caughtFrom(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  return 'nothing was thrown'
}

/** The validation error of a call; anything else that comes out fails the test. */
export async function refusalOf(work: () => Promise<unknown>): Promise<CharacterValidationError> {
  const caught = await caughtFrom(work)
  if (!isCharacterError(caught, 'CHARACTER_VALIDATION')) throw caught
  expect(caught.message).toMatch(/^Invalid character data: /)
  expect(caught.issues.length).toBeGreaterThan(0)
  expect(caught.issues.length).toBeLessThanOrEqual(20)
  const told = `${caught.message} ${caught.stack} ${JSON.stringify(caught.issues)}`
  expect(told).not.toContain(SECRET)
  expect(caught.message.length).toBeLessThan(20_000)
  return caught
}

/** What a call says of a bad field; a text that is no name has an error of its own. */
async function refusedIssues(
  isName: boolean,
  work: () => Promise<unknown>,
): Promise<readonly CharacterIssue[]> {
  if (!isName) return (await refusalOf(work)).issues
  const caught = await caughtFrom(work)
  if (!isCharacterError(caught, 'CHARACTER_NAME_INVALID')) throw caught
  const [, message = ''] = /^Invalid character name: (.*)$/.exec(caught.message) ?? []
  expect(message).not.toContain(SECRET)
  return [{ path: ['name'], message }]
}

/** The issues that both a create and an update make of one bad field, nothing being stored. */
export async function issuesOf(field: string, value: () => unknown): Promise<CharacterIssue[]> {
  const { service, storage } = await withLuna()
  const isName = field === 'name' && typeof value() === 'string'
  const created = await refusedIssues(isName, () =>
    service.createCharacter(untyped({ ...luna({ name: 'nova' }), [field]: value() })),
  )
  const updated = await refusedIssues(isName, () =>
    service.updateCharacter('luna', untyped({ [field]: value() })),
  )
  expect(storage.calls).toEqual([])
  expect(updated).toEqual(created)
  return [...created]
}
