import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { countCodes } from '../support/error-codes.ts'
import { figure, sized } from '../support/sizes.ts'
import { outcomes } from '../support/turns.ts'

const RENAMERS = 32

// Red when a name is not unique among active characters; when a restore or a rename that finds its
// name taken says anything but that it is.
eachStorage(({ title, isServer, createShared }) => {
  function setup() {
    const storages = createShared()
    const services = storages.map((storage) => new CharacterService({ storage, timeoutMs: 60_000 }))
    const [one, other] = services as [CharacterService, CharacterService]
    return { storage: storages[0], one, other }
  }

  test('of a restore and a create that want one name at once, one gets it', async () => {
    const rounds = isServer ? sized(`restores against creates, ${title}`, 1_000) : 1_000
    const { storage, one, other } = setup()
    const wins = { restore: 0, create: 0 }
    const round = async (n: number): Promise<void> => {
      const name = `luna ${n}`
      const { id } = await one.createCharacter(luna({ name }))
      await one.deleteCharacter(name)
      const restoring = one.restoreCharacter(id)
      // The create starts at a different point of the restore in each round.
      for (let turn = 0; turn < n % 12; turn++) await null
      const creating = (n % 2 ? one : other).createCharacter(luna({ name }))
      const { values, errors } = await outcomes([restoring, creating])
      expect(values).toHaveLength(1)
      expect(countCodes(errors)).toEqual({ CHARACTER_ALREADY_EXISTS: 1 })
      const [winner] = values
      wins[winner?.id === id ? 'restore' : 'create']++
      expect((await storage.find(name))?.character).toEqual(winner)
      const restored = await storage.findById(id)
      expect(restored?.character.is_active).toBe(winner?.id === id)
    }
    for (let n = 0; n < rounds; n += 10) {
      await Promise.all(Array.from({ length: 10 }, (_, i) => round(n + i)))
    }
    figure(
      `${rounds} restores against creates of one name, ${title}`,
      `${wins.restore} won by the restore, ${wins.create} by the create, never both, never none`,
    )
    expect(wins.restore + wins.create).toBe(rounds)
    expect(Math.min(wins.restore, wins.create)).toBeGreaterThan(0)
    expect((await storage.list()).length).toBe(rounds)
  }, 300_000)

  test('of 32 characters renamed to one name at once, one gets it', async () => {
    const rounds = isServer ? sized(`rounds of 32 renames, ${title}`, 200, 10) : 200
    const { storage, one, other } = setup()
    const names = Array.from({ length: RENAMERS }, (_, i) => `${i}`)
    for (const name of names) await one.createCharacter(luna({ name }))
    let taken = 0
    for (let n = 0; n < rounds; n++) {
      const target = `target ${n}`
      const renames = names.map((name, i) =>
        (i % 2 ? one : other).updateCharacter(name, { name: target }),
      )
      const { values, errors } = await outcomes(renames)
      expect(values).toHaveLength(1)
      expect(countCodes(errors)).toEqual({ CHARACTER_ALREADY_EXISTS: RENAMERS - 1 })
      taken += errors.length
      const winner = (await storage.find(target))?.character
      expect(winner).toEqual(values[0])
      const settled = await Promise.allSettled(renames)
      names[settled.findIndex(({ status }) => status === 'fulfilled')] = target
    }
    figure(
      `${rounds} times ${RENAMERS} characters renamed to one name at once, ${title}`,
      `${rounds} renames, ${taken} CHARACTER_ALREADY_EXISTS`,
    )
    const heads = await storage.list()
    expect(heads).toHaveLength(RENAMERS)
    const raised = heads.reduce((sum, { character }) => sum + character.version_number - 1, 0)
    expect(raised).toBe(rounds)
  }, 300_000)
})
