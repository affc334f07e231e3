import { expect, test } from 'vitest'
import type { CharacterIssue } from '../../src/errors.ts'
import type { Character } from '../../src/model/character.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { eachStorage, type StorageKit } from '../support/each-storage.ts'
import { codeOf } from '../support/error-codes.ts'

type Validate = (next: Character, previous: Character | null) => CharacterIssue[] | undefined

/**
 * Two services: `ours` has a write queued that will start from the head that the one before it left,
 * at version 2, while `theirs` has gone further. Answers what became of the queued write.
 */
async function behindItsBack(
  { createShared }: StorageKit,
  queued: (ours: CharacterService) => Promise<Character>,
  meanwhile: (theirs: CharacterService, id: string) => Promise<unknown>,
  validate?: Validate,
) {
  const [a, b] = createShared()
  const storage = faultyStorage(a)
  const model = defineCharacterModel({ validate })
  const ours = new CharacterService({ storage, model, timeoutMs: 60_000 })
  const theirs = new CharacterService({ storage: b, timeoutMs: 60_000 })
  const { id } = await theirs.createCharacter(luna())
  const gate = storage.gate('swap', 1, 'after')
  const first = ours.updateCharacter('luna', { personality: 'second' })
  const second = queued(ours).catch((error: unknown) => error)
  await gate.reached
  await meanwhile(theirs, id)
  const head = await b.findById(id)
  gate.open()
  expect((await first).version_number).toBe(2)
  const outcome = await second
  return { outcome, id, before: head, after: await b.findById(id), storage: b }
}

const goFurther = async (service: CharacterService): Promise<void> => {
  await service.updateCharacter('luna', { display_name: 'Third' })
}

// Red when an error that was decided on a known head reaches the caller, and when a known head is
// left behind by a rename.
eachStorage((kit) => {
  test('an expectedVersion is held against a fresh read', async () => {
    const expecting = (expectedVersion: number) => (ours: CharacterService) =>
      ours.updateCharacter('luna', { personality: 'calm' }, { expectedVersion })
    const right = await behindItsBack(kit, expecting(3), goFurther)
    expect(right.outcome).toMatchObject({ version_number: 4, display_name: 'Third' })
    const wrong = await behindItsBack(kit, expecting(2), goFurther)
    expect(wrong.outcome).toMatchObject({ code: 'CHARACTER_VERSION_CONFLICT', actual: 3 })
    expect(wrong.after).toEqual(wrong.before)
  })

  test('so is a version that a patch says', async () => {
    const saying = (version_number: number) => (ours: CharacterService) =>
      ours.updateCharacter('luna', { personality: 'calm', version_number })
    const right = await behindItsBack(kit, saying(3), goFurther)
    expect(right.outcome).toMatchObject({ version_number: 4, display_name: 'Third' })
    const wrong = await behindItsBack(kit, saying(2), goFurther)
    expect(wrong.outcome).toMatchObject({ code: 'CHARACTER_VERSION_CONFLICT', actual: 3 })
    expect(wrong.after).toEqual(wrong.before)
  })

  test('a precondition is asked about a fresh read before it fails', async () => {
    const shown: number[] = []
    const { outcome } = await behindItsBack(
      kit,
      (ours) =>
        ours.updateCharacter(
          'luna',
          { personality: 'calm' },
          {
            precondition: ({ version_number }) => {
              shown.push(version_number)
              if (version_number < 3) throw new Error('too old')
            },
          },
        ),
      goFurther,
    )
    expect(outcome).toMatchObject({ version_number: 4 })
    expect(shown).toEqual([2, 3])
  })

  test('a validation that only the old head fails refuses nothing', async () => {
    const needsThird: Validate = (next) =>
      next.version_number > 2 && next.display_name !== 'Third'
        ? [{ path: ['display_name'], message: 'must be Third by now' }]
        : undefined
    const { outcome } = await behindItsBack(
      kit,
      (ours) => ours.updateCharacter('luna', { personality: 'calm' }),
      goFurther,
      needsThird,
    )
    expect(outcome).toMatchObject({ version_number: 4, display_name: 'Third' })
  })

  test('a validation that only the new head fails refuses the write', async () => {
    const lockedByThird: Validate = (_next, previous) =>
      previous?.display_name === 'Third' ? [{ path: [], message: 'is locked' }] : undefined
    const { outcome, before, after } = await behindItsBack(
      kit,
      (ours) => ours.updateCharacter('luna', { personality: 'calm' }),
      goFurther,
      lockedByThird,
    )
    expect(codeOf(outcome)).toBe('CHARACTER_VALIDATION')
    expect(after).toEqual(before)
  })

  test('an edit is made of a fresh read, whatever it said about an old one', async () => {
    const shown: string[] = []
    const { outcome } = await behindItsBack(
      kit,
      (ours) =>
        ours.editCharacter('luna', ({ display_name, version_number, traits }) => {
          shown.push(`${version_number} ${display_name}`)
          if (display_name !== 'Third') throw new Error('not yet')
          return { traits: [...traits, display_name] }
        }),
      goFurther,
    )
    expect(outcome).toMatchObject({ version_number: 4 })
    expect((outcome as Character).traits.at(-1)).toBe('Third')
    expect(shown).toEqual(['2 Luna', '3 Third'])
  })

  test('an edit that throws on a fresh read fails with what it threw', async () => {
    const reason = new Error('never')
    const { outcome, before, after } = await behindItsBack(
      kit,
      (ours) =>
        ours.editCharacter('luna', () => {
          throw reason
        }),
      goFurther,
    )
    expect(outcome).toBe(reason)
    expect(after).toEqual(before)
  })

  test('a rollback to a version that the old head did not have yet succeeds', async () => {
    const { outcome } = await behindItsBack(
      kit,
      (ours) => ours.rollbackCharacter('luna', 3),
      async (theirs) => {
        await goFurther(theirs)
        await theirs.updateCharacter('luna', { display_name: 'Fourth' })
      },
    )
    expect(outcome).toMatchObject({ version_number: 5, display_name: 'Third' })
  })

  test('a write queued before another service renamed touches nothing', async () => {
    const queued = [
      (ours: CharacterService) => ours.updateCharacter('luna', { personality: 'calm' }),
      (ours: CharacterService) => ours.deleteCharacter('luna'),
      (ours: CharacterService) => ours.rollbackCharacter('luna', 1),
    ]
    for (const write of queued) {
      const { outcome, before, after } = await behindItsBack(kit, write, (theirs) =>
        theirs.updateCharacter('luna', { name: 'nova' }),
      )
      expect(codeOf(outcome)).toBe('CHARACTER_NOT_FOUND')
      expect(after).toEqual(before)
      expect(after?.character).toMatchObject({ name: 'nova', version_number: 3 })
    }
  })

  test('a write queued before another service deleted touches nothing', async () => {
    const { outcome, before, after } = await behindItsBack(
      kit,
      (ours) => ours.updateCharacter('luna', { personality: 'calm' }),
      (theirs) => theirs.deleteCharacter('luna'),
    )
    expect(codeOf(outcome)).toBe('CHARACTER_NOT_FOUND')
    expect(after).toEqual(before)
  })

  test('a write queued before another service purged leaves no snapshot behind', async () => {
    const { outcome, after, id, storage } = await behindItsBack(
      kit,
      (ours) => ours.updateCharacter('luna', { personality: 'calm' }),
      async (theirs, luna2) => {
        await theirs.deleteCharacter('luna')
        await theirs.purgeCharacter(luna2)
      },
    )
    expect(codeOf(outcome)).toBe('CHARACTER_NOT_FOUND')
    expect(after).toBeNull()
    expect(await storage.listVersions(id, { limit: 10 })).toEqual([])
  })

  test('a write queued before a purge goes to the character that has the name now', async () => {
    const { outcome, id, storage } = await behindItsBack(
      kit,
      (ours) => ours.updateCharacter('luna', { personality: 'calm' }),
      async (theirs, luna2) => {
        await theirs.deleteCharacter('luna')
        await theirs.purgeCharacter(luna2)
        await theirs.createCharacter(luna({ display_name: 'Another' }))
      },
    )
    expect(outcome).toMatchObject({ version_number: 2, display_name: 'Another' })
    expect(await storage.listVersions(id, { limit: 10 })).toEqual([])
  })

  test('a write queued behind a rename of its own service touches nothing', async () => {
    const storage = kit.create()
    const service = new CharacterService({ storage, timeoutMs: 60_000 })
    const { id } = await service.createCharacter(luna())
    const renaming = service.updateCharacter('luna', { name: 'nova' })
    const queued = [
      service.updateCharacter('luna', { personality: 'calm' }),
      service.editCharacter('LUNA', () => ({ personality: 'calm' })),
      service.rollbackCharacter('luna', 1),
      service.deleteCharacter('luna'),
    ].map((write) => write.catch(codeOf))
    expect(await renaming).toMatchObject({ name: 'nova', version_number: 2 })
    expect(await Promise.all(queued)).toEqual(Array(4).fill('CHARACTER_NOT_FOUND'))
    expect((await storage.findById(id))?.character).toMatchObject({
      name: 'nova',
      version_number: 2,
      is_active: true,
      personality: luna().personality,
    })
  })
})
