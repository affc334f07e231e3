import { describe, expect, test } from 'vitest'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { luna } from '../../support/characters.ts'
import { eachStorage } from '../../support/each-storage.ts'
import { figure, sized } from '../../support/sizes.ts'

eachStorage(({ create, title, isServer }) => {
  const setup = (keepVersions?: number) => {
    let now = Date.parse('2026-01-01')
    const storage = create({ keepVersions })
    const service = new CharacterService({ storage, now: () => (now += 1_000) })
    return { storage, service }
  }

  test('every version tells who made it, why, and what it changed', async () => {
    const { service } = setup()
    await service.createCharacter(luna(), { by: 'ana', note: 'first' })
    await service.updateCharacter('luna', { traits: ['kind'] }, { by: 'ben' })
    await service.editCharacter('luna', () => ({ name: 'Selene', personality: 'calm' }), {
      note: 'why',
    })
    await service.rollbackCharacter('selene', 1, { by: 'cleo', note: 'back' })
    const { id } = await service.deleteCharacter('selene', { by: 'dan', note: 'old' })
    await service.restoreCharacter(id, { name: 'nova', by: 'eve' })
    await service.setLabel('nova', 'live', 2, { by: 'fay' })
    const changes = await service.listChanges('nova')
    expect(changes.map(({ changed_at, ...rest }) => rest)).toEqual([
      change(5, { changed_by: 'eve', fields: ['name'] }),
      change(4, {
        changed_by: 'cleo',
        note: 'back',
        fields: ['personality', 'traits'],
        rolled_back_to: 1,
      }),
      change(3, { note: 'why', fields: ['name', 'personality'] }),
      change(2, { changed_by: 'ben', fields: ['traits'], labels: ['live'] }),
      change(1, {
        changed_by: 'ana',
        note: 'first',
        fields: ['name', 'display_name', 'personality', 'system_prompt', 'traits'],
      }),
    ])
    const versions = await service.listVersions('nova')
    expect(changes.map(({ changed_at }) => changed_at)).toEqual(versions.map((v) => v.updated_at))
    for (const version of versions) expect(JSON.stringify(version)).not.toMatch(/ana|cleo|write_id/)
    expect(await service.listChanges('nova', { limit: 2, before: 4 })).toEqual(changes.slice(2, 4))
  })

  test('a deletion tells when, and by whom', async () => {
    const { service } = setup()
    const { id } = await service.createCharacter(luna())
    await service.deleteCharacter('luna', { by: 'dan', note: 'old' })
    const [gone] = await service.listDeletedCharacters()
    expect(gone).toMatchObject({ id, name: 'luna', deleted_by: 'dan' })
    expect(Date.parse(gone?.deleted_at ?? '')).toBeGreaterThan(Date.parse(gone?.updated_at ?? ''))
    await service.restoreCharacter(id)
    await service.deleteCharacter('luna')
    expect(await service.listDeletedCharacters()).toMatchObject([{ deleted_by: null }])
  })

  // Red when what is kept of a version is told of the next one.
  test('what is told of a version is told of that one alone, pruned ones of none', async () => {
    const { service } = setup(3)
    await service.createCharacter(luna())
    for (const by of ['a', 'b', 'c', 'd'])
      await service.updateCharacter('luna', { traits: [by] }, { by })
    const changes = await service.listChanges('luna')
    expect(changes.map((one) => [one.version_number, one.changed_by])).toEqual([
      [5, 'd'],
      [4, 'c'],
      [3, 'b'],
    ])
  })

  test('16 writers, each in its own name: every version shows who wrote it', {
    timeout: 120_000,
  }, async () => {
    const { service } = setup()
    await service.createCharacter(luna())
    const edits = isServer ? sized(`edits of 16 writers ${title}`, 50, 5) : 50
    const writers = Array.from({ length: 16 }, async (_, writer) => {
      const by = `writer ${writer}`
      for (let n = 0; n < edits; n++) {
        const note = `${n}`
        await service.editCharacter('luna', () => ({ personality: `${by}: ${n}` }), { by, note })
      }
    })
    await Promise.all(writers)
    let seen = 0
    for (let before = 1 + 16 * edits + 1; before > 2; ) {
      const changes = await service.listChanges('luna', { before, limit: 200 })
      const versions = await service.listVersions('luna', { before, limit: 200 })
      for (const [n, { changed_by, note, fields, version_number }] of changes.entries()) {
        if (version_number === 1) continue
        seen++
        expect(`${changed_by}: ${note}`).toBe(versions[n]?.personality)
        expect(fields).toEqual(['personality'])
      }
      before = changes.at(-1)?.version_number ?? 0
    }
    expect(seen).toBe(16 * edits)
    figure(`versions of 16 writers ${title}`, `${seen} of ${seen} tell their writer`)
  })
})

function change(version_number: number, fields: object): object {
  const none = { changed_by: null, note: null, fields: null, rolled_back_to: null, labels: [] }
  return { ...none, version_number, ...fields }
}

describe('who and why', () => {
  const service = new CharacterService({ storage: memoryStorage() })
  const writes: readonly ((notes: object) => Promise<unknown>)[] = [
    (notes) => service.createCharacter(luna(), notes),
    (notes) => service.updateCharacter('luna', {}, notes),
    (notes) => service.editCharacter('luna', () => ({}), notes),
    (notes) => service.deleteCharacter('luna', notes),
    (notes) => service.rollbackCharacter('luna', 1, notes),
    (notes) => service.restoreCharacter('a'.repeat(24), notes),
    (notes) => service.purgeCharacter('a'.repeat(24), notes),
    (notes) => service.setLabel('luna', 'live', 1, notes),
    (notes) => service.removeLabel('luna', 'live', notes),
  ]

  test.each([
    ['by', ''],
    ['by', 'x'.repeat(201)],
    ['by', 5],
    ['by', null],
    ['by', '\ud800'],
    ['note', 'x'.repeat(1_001)],
    ['note', {}],
  ])('%s that is %j is refused by every write', async (field, value) => {
    for (const write of writes) {
      await expect(write({ [field]: value })).rejects.toMatchObject({
        code: 'CHARACTER_VALIDATION',
        issues: [{ path: [field] }],
      })
    }
    expect(await service.countCharacters()).toBe(0)
  })
})
