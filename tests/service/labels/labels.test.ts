import { describe, expect, test } from 'vitest'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../../src/testing/faulty-storage.ts'
import { luna } from '../../support/characters.ts'
import { eachStorage } from '../../support/each-storage.ts'
import { seededRandom } from '../../support/random.ts'
import { figure, sized } from '../../support/sizes.ts'

const NOT_FOUND = { code: 'CHARACTER_LABEL_NOT_FOUND' }

eachStorage(({ create, createShared, title, isServer }) => {
  async function setup(keepVersions?: number) {
    const storage = create({ keepVersions })
    const service = new CharacterService({ storage })
    await service.createCharacter(luna({ personality: 'version 1' }))
    for (const n of [2, 3, 4])
      await service.updateCharacter('luna', { personality: `version ${n}` })
    return { storage, service }
  }

  test('a label shows the version it points to, and the head goes on', async () => {
    const { service } = await setup()
    const head = await service.getCharacter('luna')
    const set = await service.setLabel('luna', 'production', 2, { by: 'ana', note: 'good' })
    const { moved_at } = set
    expect(set).toEqual({
      label: 'production',
      version_number: 2,
      moved_at,
      moved_by: 'ana',
      note: 'good',
    })
    expect(await service.getCharacter('luna')).toEqual(head)
    const label = 'production'
    expect(await service.getCharacter('Luna', { label })).toMatchObject({
      version_number: 2,
      personality: 'version 2',
    })
    expect(await service.getSystemPrompt('luna', { label })).toBe(luna().system_prompt)
    expect(await service.getCharacter('luna', { label: 'latest' })).toEqual(head)
    await service.updateCharacter('luna', { name: 'selene', traits: ['kind'] })
    expect(await service.getCharacter('selene', { label })).toMatchObject({
      name: 'selene',
      version_number: 2,
    })
    await service.setLabel('selene', label, 5)
    expect(await service.getCharacter('selene', { label })).toMatchObject({ version_number: 5 })
    await service.updateCharacter('selene', { traits: [] })
    expect(await service.getCharacter('selene', { label })).toMatchObject({
      version_number: 5,
      traits: ['kind'],
    })
    expect(await service.getCharacters(['selene', 'luna'], { label })).toMatchObject([
      { version_number: 5 },
      null,
    ])
    await service.removeLabel('selene', label)
    await expect(service.getCharacter('selene', { label })).rejects.toMatchObject(NOT_FOUND)
    expect(await service.findCharacter('selene', { label })).toBeNull()
    await expect(service.removeLabel('selene', label)).rejects.toMatchObject(NOT_FOUND)
  })

  test('labels and their moves are listed, and stay through all else', async () => {
    const { service } = await setup()
    await service.setLabel('luna', 'production', 2, { by: 'ana' })
    await service.setLabel('luna', 'beta', 4)
    await service.setLabel('luna', 'production', 3, { note: 'better' })
    await service.rollbackCharacter('luna', 1)
    const { id } = await service.deleteCharacter('luna')
    await expect(service.getCharacter('luna', { label: 'beta' })).rejects.toMatchObject({
      code: 'CHARACTER_NOT_FOUND',
    })
    await service.restoreCharacter(id, { name: 'nova' })
    const labels = await service.listLabels('nova')
    expect(labels.map((one) => [one.label, one.version_number, one.note])).toEqual([
      ['beta', 4, null],
      ['production', 3, 'better'],
    ])
    expect(await service.getCharacter('nova', { label: 'production' })).toMatchObject({
      name: 'nova',
      personality: 'version 3',
    })
    await service.removeLabel('nova', 'beta')
    const moves = await service.listLabelMoves('nova')
    expect(moves.map(({ label, from, to, moved_by }) => [label, from, to, moved_by])).toEqual([
      ['beta', 4, null, null],
      ['production', 2, 3, null],
      ['beta', null, 4, null],
      ['production', null, 2, 'ana'],
    ])
    const before = moves[1]?.moved_at
    expect(await service.listLabelMoves('nova', { before, limit: 1 })).toEqual([moves[2]])
  })

  test('a version with a label is never pruned, and goes when the label has gone', async () => {
    const { service } = await setup(2)
    await expect(service.setLabel('luna', 'production', 1)).rejects.toMatchObject({
      code: 'CHARACTER_VERSION_NOT_FOUND',
    })
    await service.setLabel('luna', 'production', 3)
    for (const n of [5, 6, 7])
      await service.updateCharacter('luna', { personality: `version ${n}` })
    expect((await service.listVersions('luna')).map((v) => v.version_number)).toEqual([7, 6, 3])
    expect(
      (await service.listVersions('luna', { before: 6 })).map((v) => v.version_number),
    ).toEqual([3])
    expect(
      (await service.listChanges('luna', { limit: 3 })).map((v) => [v.version_number, v.labels]),
    ).toEqual([
      [7, []],
      [6, []],
      [3, ['production']],
    ])
    expect(await service.getVersion('luna', 3)).toMatchObject({ personality: 'version 3' })
    await service.setLabel('luna', 'old', 3)
    await service.removeLabel('luna', 'production')
    await service.updateCharacter('luna', {})
    expect(await service.getCharacter('luna', { label: 'old' })).toMatchObject({
      personality: 'version 3',
    })
    await service.removeLabel('luna', 'old')
    await service.updateCharacter('luna', {})
    await expect(service.getVersion('luna', 3)).rejects.toMatchObject({ reason: 'pruned' })
    expect((await service.listVersions('luna')).map((v) => v.version_number)).toEqual([9, 8])
  })

  test('a list by a label is of what the label shows, and is searched so', async () => {
    const { service } = await setup()
    const label = 'production'
    await service.setLabel('luna', label, 2)
    await service.createCharacter(luna({ name: 'nova', personality: 'secret draft' }))
    await service.createCharacter(luna({ name: 'zoe', personality: 'shown' }))
    await service.setLabel('zoe', label, 1)
    await service.updateCharacter('zoe', { personality: 'secret draft', display_name: 'Draft' })
    const names = async (options: object) =>
      (await service.listCharacters({ label, ...options })).map((c) => c.name)
    expect(await names({})).toEqual(['luna', 'zoe'])
    expect(await names({ limit: 1, after: 'luna' })).toEqual(['zoe'])
    const [first] = await service.listCharacters({ label, limit: 1 })
    expect(await names({ after: first })).toEqual(['zoe'])
    expect(await names({ text: 'shown' })).toEqual(['zoe'])
    expect(await names({ text: 'draft' })).toEqual([])
    expect(await names({ where: { display_name: 'Draft' } })).toEqual([])
    expect(await names({ where: { version_number: 2 } })).toEqual(['luna'])
    expect(await names({ where: { name: { in: ['ZOE'] } } })).toEqual(['zoe'])
    expect(await service.listCharacters({ label: 'nothing' })).toEqual([])
    for (const sort of ['-name', 'updated_at'] as const) {
      await expect(names({ sort })).rejects.toMatchObject({ issues: [{ path: ['sort'] }] })
    }
    const counting = service.countCharacters({ label } as object)
    await expect(counting).rejects.toMatchObject({ issues: [{ path: ['label'] }] })
  })

  // Red when a move is decided on a head at hand, or makes no fresh token.
  test('of 64 who move one label from the same version, one wins', async () => {
    const [one, other] = createShared()
    const services = [one, other].map(
      (storage) => new CharacterService({ storage, timeoutMs: 60_000 }),
    )
    const [service] = services
    await service?.createCharacter(luna())
    await service?.updateCharacter('luna', {})
    for (const [expected, version] of [
      [null, 1],
      [1, 2],
    ] as const) {
      const moves = Array.from({ length: 64 }, (_, n) =>
        services[n % 2]?.setLabel('luna', 'production', version, { expected, by: `${n}` }),
      )
      const settled = await Promise.allSettled(moves)
      const lost = settled.filter((result) => result.status === 'rejected')
      expect(lost).toHaveLength(63)
      for (const { reason } of lost) {
        expect(reason).toMatchObject({
          code: 'CHARACTER_LABEL_CONFLICT',
          expected,
          actual: version,
        })
      }
    }
    expect(await service?.listLabelMoves('luna')).toHaveLength(2)
  })

  // Red when a lost reply is settled without the token of the write.
  test('moves whose replies are lost are neither lost nor doubled', {
    timeout: 300_000,
  }, async () => {
    const random = seededRandom(`lost replies of moves ${title}`)
    const storage = faultyStorage(create())
    const services = [1, 2].map(() => new CharacterService({ storage, timeoutMs: 60_000 }))
    await services[0]?.createCharacter(luna())
    await services[0]?.updateCharacter('luna', {})
    const moves = sized(`moves ${title}`, 2_000, isServer ? 60 : 600)
    let reported = 0
    let failures = 0
    for (let n = 0; n < moves; n += 4) {
      const batch = Array.from({ length: 4 }, async (_, m) => {
        if (random.below(2) === 0)
          storage[random.below(2) ? 'failAfter' : 'failBefore']('swap', 1 + random.below(3))
        const service = services[m % 2]
        await service?.setLabel('luna', `l${m}`, 1 + random.below(2), { note: `${n + m}` })
        if (random.below(3) === 0) await service?.updateCharacter('luna', {})
        reported++
      })
      failures += (await Promise.allSettled(batch)).filter(
        ({ status }) => status === 'rejected',
      ).length
      const kept = (await services[0]?.listLabelMoves('luna', { limit: 8 })) ?? []
      const notes = kept.map(({ note }) => note)
      expect(new Set(notes).size).toBe(notes.length)
      for (let m = 0; m < 4; m++) expect(notes).toContain(`${n + m}`)
      storage.reset()
    }
    expect([reported, failures]).toEqual([moves, 0])
    figure(`moves with lost replies ${title}`, `${reported} of ${moves} there once`)
  })
})

describe('what is no label', () => {
  const service = new CharacterService({ storage: memoryStorage() })
  test.each(['', 'A', '1a', '-a', 'a b', 'ä', 'a'.repeat(41), 'latest', 5, null])(
    '%j is refused',
    async (label) => {
      await service.createCharacter(luna()).catch(() => {})
      const refused = { code: 'CHARACTER_VALIDATION', issues: [{ path: ['label'] }] }
      await expect(service.setLabel('luna', label as string, 1)).rejects.toMatchObject(refused)
      await expect(service.removeLabel('luna', label as string)).rejects.toMatchObject(refused)
      if (label === 'latest') return
      await expect(service.getCharacter('luna', { label: label as string })).rejects.toMatchObject(
        refused,
      )
      await expect(service.listCharacters({ label: label as string })).rejects.toMatchObject(
        refused,
      )
    },
  )

  test('a character has at most 20', async () => {
    const own = new CharacterService({ storage: memoryStorage() })
    await own.createCharacter(luna())
    for (let n = 0; n < 20; n++) await own.setLabel('luna', `l${n}`, 1)
    await expect(own.setLabel('luna', 'l20', 1)).rejects.toMatchObject({
      issues: [{ path: ['label'] }],
    })
    await own.setLabel('luna', 'l19', 1)
    expect(await own.listLabels('luna')).toHaveLength(20)
  })
})
