import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Character } from '../../src/model/character.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { type FaultyStorage, faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { refusalOf, untyped } from './refusal.ts'

type Answer = readonly { readonly path: string[]; readonly message: string }[] | undefined
type Ranked = Character & { readonly rank: number }

interface Judged {
  readonly service: CharacterService<{ readonly rank: number }, 'rank'>
  readonly storage: FaultyStorage
  readonly asked: (readonly [Ranked, Ranked | null])[]
}

/** A service whose rules are given, and what they were asked. */
function judgedBy(judge: (next: Ranked, previous: Ranked | null) => unknown): Judged {
  const asked: (readonly [Ranked, Ranked | null])[] = []
  const model = defineCharacterModel({
    attributes: { rank: z.int().default(1) },
    validate: (next, previous) => {
      asked.push([next, previous])
      return judge(next, previous) as Answer
    },
  })
  const storage = faultyStorage(memoryStorage())
  return { service: new CharacterService({ storage, model }), storage, asked }
}

const rises = ({ rank }: Ranked, previous: Ranked | null): Answer =>
  previous !== null && rank < previous.rank
    ? [{ path: ['rank'], message: 'must not fall' }]
    : undefined

test('the rules judge the merged result of a write, and the character before', async () => {
  const { service, asked } = judgedBy(() => undefined)
  await service.createCharacter(luna())
  await service.updateCharacter('luna', { rank: 2 })
  await service.editCharacter('luna', ({ rank }) => ({ rank: rank + 1, name: 'Nova' }))
  await service.rollbackCharacter('nova', 1)
  const told = asked.map(([next, previous]) => [next.name, next.rank, previous?.rank ?? null])
  expect(told).toEqual([
    ['luna', 1, null],
    ['luna', 2, 1],
    ['nova', 3, 2],
    ['nova', 1, 3],
  ])
  for (const [next, previous] of asked) {
    expect(Object.isFrozen(next) && Object.isFrozen(next.traits)).toBe(true)
    expect(previous === null || Object.isFrozen(previous)).toBe(true)
    expect(next).toMatchObject({ display_name: 'Luna', avatar_url: null, is_active: true })
  }
})

test('a delete, a restore and a purge ask nobody', async () => {
  const { service, asked } = judgedBy(() => undefined)
  const { id } = await service.createCharacter(luna())
  await service.deleteCharacter('luna')
  await service.restoreCharacter(id)
  await service.deleteCharacter('luna')
  await service.purgeCharacter(id)
  expect(asked).toHaveLength(1)
})

test('what they find wrong is the caller’s to hear, and nothing is written', async () => {
  const { service, storage } = judgedBy(rises)
  await service.createCharacter({ ...luna(), rank: 5 })
  storage.reset()
  const { issues } = await refusalOf(() => service.updateCharacter('luna', { rank: 4 }))
  expect(issues).toEqual([{ path: ['rank'], message: 'must not fall' }])
  expect(storage.count('swap') + storage.count('insertVersion')).toBe(0)
  expect((await service.getCharacter('luna')).rank).toBe(5)
})

test('a new character that they refuse is not stored', async () => {
  const { service, storage } = judgedBy(() => [{ path: [], message: 'no more characters' }])
  const { message } = await refusalOf(() => service.createCharacter(luna()))
  expect(message).toBe('Invalid character data: no more characters')
  expect(storage.calls).toEqual([])
})

test('an empty answer, null and nothing all mean that nothing is wrong', async () => {
  for (const answer of [[], null, undefined]) {
    const { service } = judgedBy(() => answer)
    expect(await service.createCharacter(luna())).toMatchObject({ name: 'luna' })
  }
})

test('at most 20 of their issues are told', async () => {
  const many = Array.from({ length: 50 }, (_, n) => ({ path: ['rank'], message: `rule ${n}` }))
  const { service } = judgedBy(() => many)
  expect((await refusalOf(() => service.createCharacter(luna()))).issues).toHaveLength(20)
})

test('what they throw reaches the caller as it is', async () => {
  const thrown = new Error('the rule book is lost')
  const { service, storage } = judgedBy(() => {
    throw thrown
  })
  await expect(service.createCharacter(luna())).rejects.toBe(thrown)
  expect(storage.calls).toEqual([])
})

describe('a mistake of their programmer is a TypeError', () => {
  const issues = "must return issues like { path: ['mood'], message: 'must not be wild' }"
  test.each([
    ['a promise', () => Promise.resolve([]), 'must be synchronous, got a promise'],
    [
      'a promise that fails',
      () => Promise.reject(new Error('late')),
      'must be synchronous, got a promise',
    ],
    // biome-ignore lint/suspicious/noThenProperty: what an ORM may return
    ['a thenable', () => ({ then: () => undefined }), 'must be synchronous, got a promise'],
    ['true', () => true, 'must return an array of issues or nothing, got boolean'],
    ['a text', () => 'wrong', 'must return an array of issues or nothing, got string'],
    ['texts', () => ['wrong'], issues],
    ['nothing in an array', () => [undefined], issues],
    ['a path that is a text', () => [{ path: 'rank', message: 'wrong' }], issues],
    ['no message', () => [{ path: ['rank'] }], issues],
    ['a symbol in a path', () => [{ path: [Symbol('rank')], message: 'wrong' }], issues],
  ])('when they return %s', async (_what, judge, sentence) => {
    const { service, storage } = judgedBy(judge)
    const creating = service.createCharacter(luna())
    await expect(creating).rejects.toThrow(
      new TypeError(`defineCharacterModel: validate ${sentence}`),
    )
    expect(storage.calls).toEqual([])
  })
})

test('a promise they return does not end the process when it rejects', async () => {
  const unhandled: unknown[] = []
  const listen = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', listen)
  try {
    const { service } = judgedBy(() => Promise.reject(new Error('late')))
    await expect(service.createCharacter(luna())).rejects.toThrow(TypeError)
    await new Promise((resolve) => setImmediate(resolve))
    expect(unhandled).toEqual([])
  } finally {
    process.off('unhandledRejection', listen)
  }
})

describe('a rollback', () => {
  test('is judged in those fields alone in which it differs from the head', async () => {
    const { service } = judgedBy(({ rank, traits }) => [
      ...(rank === 3 ? [] : [{ path: ['rank'], message: 'must be 3' }]),
      ...(traits.length === 0 ? [] : [{ path: ['traits', 0], message: 'must be none' }]),
    ])
    await service.createCharacter({ ...luna({ traits: [] }), rank: 3 })
    await service.updateCharacter('luna', { personality: 'New' })
    expect(await service.rollbackCharacter('luna', 1)).toMatchObject({ version_number: 3 })
  })

  test('is refused by rules and schemas that its content breaks today', async () => {
    const storage = memoryStorage()
    const old = new CharacterService({
      storage,
      model: defineCharacterModel({ attributes: { mood: z.string(), motto: z.string() } }),
    })
    await old.createCharacter({ ...luna(), mood: 'wild', motto: 'old '.repeat(9) })
    await old.updateCharacter('luna', { mood: 'calm', personality: 'New' })
    const today = new CharacterService({
      storage,
      model: defineCharacterModel({
        attributes: { mood: z.enum(['calm']), motto: z.string().max(5) },
        validate: ({ personality }) =>
          personality === 'New' ? undefined : [{ path: ['personality'], message: 'must be new' }],
      }),
    })
    // The motto is too long today, but the rollback leaves it alone.
    const schema = await refusalOf(() => today.rollbackCharacter('luna', 1))
    expect(schema.issues).toEqual([{ path: ['mood'], message: 'must be "calm"' }])
    await old.updateCharacter('luna', { mood: 'wild' })
    const rule = await refusalOf(() => today.rollbackCharacter('luna', 1))
    expect(rule.issues).toEqual([{ path: ['personality'], message: 'must be new' }])
    expect((await today.getVersion('luna', 1)).motto).toHaveLength(36)
  })

  test('to a version without an attribute of today shows its default, or is refused', async () => {
    const storage = memoryStorage()
    const bare = new CharacterService({ storage })
    await bare.createCharacter(luna())
    const model = defineCharacterModel({
      attributes: { mood: z.string().default('calm'), motto: z.string() },
    })
    const service = new CharacterService({ storage, model })
    await service.updateCharacter('luna', { mood: 'wild', motto: 'Glow' })
    const { issues } = await refusalOf(() => service.rollbackCharacter('luna', 1))
    expect(issues).toEqual([{ path: ['motto'], message: 'must be a string' }])
    const lenient = new CharacterService({
      storage,
      model: defineCharacterModel({
        attributes: { ...model.attributes, motto: z.string().default('') },
      }),
    })
    const back = await lenient.rollbackCharacter('luna', 1)
    expect(back).toMatchObject({ mood: 'calm', motto: '', version_number: 3 })
  })
})

test('an edit that is asked again is judged again', async () => {
  const { service, storage, asked } = judgedBy(rises)
  await service.createCharacter(luna())
  const other = new CharacterService({ storage, model: service.model })
  const gate = storage.gate('swap')
  const editing = service.editCharacter('luna', ({ rank }) => ({ rank: rank + 1 }))
  await gate.reached
  await other.updateCharacter('luna', untyped({ rank: 7 }))
  gate.open()
  expect((await editing).rank).toBe(8)
  expect(asked.map(([next, previous]) => [previous?.rank, next.rank])).toEqual([
    [undefined, 1],
    [1, 2],
    [1, 7],
    [7, 8],
  ])
})
