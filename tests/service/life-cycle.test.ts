import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { luna } from '../support/characters.ts'
import { manualClock } from '../support/clock.ts'
import { eachStorage } from '../support/each-storage.ts'
import { codeOf } from '../support/error-codes.ts'

const ABSENT = 'a'.repeat(24)
/** What is told beside a deleted character. */
const DELETION = { deleted_at: expect.stringMatching(/Z$/), deleted_by: null }

eachStorage(({ create }) => {
  function setup() {
    const storage = create()
    const clock = manualClock()
    const service = new CharacterService({ storage, now: clock.now })
    return { storage, clock, service }
  }

  async function withHistory() {
    const made = setup()
    const { id } = await made.service.createCharacter(luna())
    made.clock.advance(1_000)
    await made.service.updateCharacter('luna', { personality: 'second' })
    made.clock.advance(1_000)
    return { ...made, id }
  }

  test('a deleted character is gone from every read, and its name is free', async () => {
    const { service } = await withHistory()
    await service.getCharacter('luna')
    const deleted = await service.deleteCharacter('LUNA')
    expect(deleted).toMatchObject({ name: 'luna', is_active: false, version_number: 2 })
    expect(await service.findCharacter('luna')).toBeNull()
    expect(await service.listCharacters()).toEqual([])
    const reads = [
      service.getCharacter('luna'),
      service.getSystemPrompt('luna'),
      service.getVersionInfo('luna'),
      service.listVersions('luna'),
      service.getVersion('luna', 1),
      service.diffVersions('luna', 1, 2),
      service.updateCharacter('luna', { personality: 'x' }),
      service.editCharacter('luna', () => ({})),
      service.rollbackCharacter('luna', 1),
      service.deleteCharacter('luna'),
    ].map((call) => call.then(() => 'found', codeOf))
    expect(new Set(await Promise.all(reads))).toEqual(new Set(['CHARACTER_NOT_FOUND']))
    expect((await service.createCharacter(luna())).version_number).toBe(1)
  })

  test('delete and restore change nothing but whether it is active', async () => {
    const { service, storage, clock, id } = await withHistory()
    const before = await service.getCharacter('luna')
    const history = await service.listVersions('luna')
    const deleted = await service.deleteCharacter('luna')
    expect(deleted).toEqual({ ...before, is_active: false })
    expect(await service.listDeletedCharacters()).toEqual([{ ...deleted, ...DELETION }])
    clock.advance(60_000)
    expect(await service.restoreCharacter(id)).toEqual(before)
    expect(await service.getCharacter('luna')).toEqual(before)
    expect(await service.listVersions('luna')).toEqual(history)
    expect(await service.listDeletedCharacters()).toEqual([])
    expect((await storage.findById(id))?.character).toEqual(before)
    await service.updateCharacter('luna', { personality: 'third' })
    const versions = await service.listVersions('luna')
    expect(versions.map(({ version_number }) => version_number)).toEqual([3, 2, 1])
    expect(versions.slice(1)).toEqual(history)
  })

  test('a restore under another name is a rename', async () => {
    const { service, id } = await withHistory()
    const before = await service.deleteCharacter('luna')
    await service.createCharacter(luna({ personality: 'new' }))
    const taken = service.restoreCharacter(id)
    await expect(taken).rejects.toMatchObject({
      code: 'CHARACTER_ALREADY_EXISTS',
      characterName: 'luna',
    })
    expect(await service.listDeletedCharacters()).toEqual([{ ...before, ...DELETION }])
    const restored = await service.restoreCharacter(id, { name: 'ＮＯＶＡ' })
    expect(restored).toEqual({
      ...before,
      name: 'nova',
      is_active: true,
      version_number: 3,
      updated_at: '2026-01-31T12:00:02.000Z',
    })
    const names = (await service.listVersions('nova')).map(({ name }) => name)
    expect(names).toEqual(['nova', 'luna', 'luna'])
    expect((await service.getVersion('nova', 2)).is_active).toBe(true)
    expect((await service.getCharacter('luna')).personality).toBe('new')
  })

  test('a restore under its own name in another spelling is none', async () => {
    const { service, id } = await withHistory()
    await service.deleteCharacter('luna')
    expect(await service.restoreCharacter(id, { name: ' LUNA ' })).toMatchObject({
      name: 'luna',
      version_number: 2,
    })
  })

  test('a purge removes a deleted character and all its versions for ever', async () => {
    const { service, storage, id } = await withHistory()
    await service.deleteCharacter('luna')
    expect(await service.purgeCharacter(id)).toBeUndefined()
    expect(await storage.findById(id)).toBeNull()
    expect(await storage.listVersions(id, { limit: 10 })).toEqual([])
    expect(await service.listDeletedCharacters()).toEqual([])
    for (const call of ['purgeCharacter', 'restoreCharacter'] as const) {
      expect(await service[call](id).catch(codeOf)).toBe('CHARACTER_NOT_FOUND')
    }
  })

  test('an active character is neither purged nor restored', async () => {
    const { service, id } = await withHistory()
    for (const call of ['purgeCharacter', 'restoreCharacter'] as const) {
      await expect(service[call](id)).rejects.toMatchObject({ code: 'CHARACTER_NOT_FOUND' })
    }
    expect((await service.listVersions('luna')).length).toBe(2)
  })

  test('what is no id is not found, with a hint; what is no text is refused', async () => {
    const { service } = setup()
    for (const call of ['restoreCharacter', 'purgeCharacter'] as const) {
      await expect(service[call]('luna')).rejects.toThrow(/'luna' not found: it takes the id/)
      await expect(service[call](ABSENT)).rejects.toThrow(/no deleted character has this id/)
      for (const wrong of [undefined, null, 5, {}, 'x'.repeat(1_001), '\ud800']) {
        const error = await service[call](wrong as string).catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: 'CHARACTER_VALIDATION', issues: [{ path: ['id'] }] })
      }
    }
  })

  test('deleted characters are listed by id, page by page, under their original names', async () => {
    const { service } = setup()
    const ids: string[] = []
    for (let n = 0; n < 7; n++) {
      ids.push((await service.createCharacter(luna({ display_name: `${n}` }))).id)
      await service.deleteCharacter('luna')
    }
    const pages: string[][] = []
    let after: string | undefined
    do {
      const page = await service.listDeletedCharacters({ limit: 3, after })
      expect(page.every(({ name, is_active }) => name === 'luna' && !is_active)).toBe(true)
      pages.push(page.map(({ id }) => id))
      after = page.at(-1)?.id
    } while (pages.at(-1)?.length === 3)
    expect(pages.map(({ length }) => length)).toEqual([3, 3, 1])
    expect(pages.flat()).toEqual([...ids].sort())
    expect(await service.listDeletedCharacters()).toHaveLength(7)
  })

  test('several characters of one name live and die one after the other', async () => {
    const { service } = setup()
    const ids: string[] = []
    for (let n = 0; n < 3; n++) {
      ids.push((await service.createCharacter(luna({ display_name: `${n}` }))).id)
      await service.deleteCharacter('luna')
    }
    for (const [n, id] of ids.entries()) {
      expect(await service.restoreCharacter(id)).toMatchObject({ display_name: `${n}` })
      expect((await service.getCharacter('luna')).id).toBe(id)
      await service.deleteCharacter('luna')
    }
    const [first = ''] = ids
    await service.purgeCharacter(first)
    expect((await service.listDeletedCharacters()).map(({ id }) => id)).toEqual(ids.slice(1).sort())
  })

  test('expectedVersion holds for a delete too', async () => {
    const { service } = await withHistory()
    await expect(service.deleteCharacter('luna', { expectedVersion: 1 })).rejects.toMatchObject({
      code: 'CHARACTER_VERSION_CONFLICT',
      expected: 1,
      actual: 2,
    })
    expect(await service.deleteCharacter('luna', { expectedVersion: 2 })).toMatchObject({
      is_active: false,
    })
  })

  test('every update raises the version by one, also when nothing differs', async () => {
    const { service } = setup()
    const made = await service.createCharacter(luna())
    for (const version of [2, 3, 4]) {
      expect(await service.updateCharacter('luna', {})).toEqual({
        ...made,
        version_number: version,
      })
    }
    expect(await service.updateCharacter('luna', { name: ' Luna ' })).toMatchObject({
      name: 'luna',
      version_number: 5,
    })
    expect(await service.listVersions('luna')).toHaveLength(5)
  })
})
