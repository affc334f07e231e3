import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { countCodes } from '../support/error-codes.ts'
import { seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'
import { outcomes } from '../support/turns.ts'

// Red when a rename waits in the queue of its target too: crossing renames then wait for each other
// until their deadline. Red when the stored name is not unique.
eachStorage(({ title, isServer, createShared }) => {
  const pairs = isServer ? sized(`pairs of crossing renames, ${title}`, 1_000, 50) : 1_000

  async function setup(names: readonly string[]) {
    const storages = createShared()
    const services = storages.map(
      (storage) => new CharacterService({ storage, timeoutMs: 120_000 }),
    )
    const [one, other] = services
    if (one === undefined || other === undefined) throw new Error('two services are needed')
    for (const name of names) await one.createCharacter(luna({ name }))
    return { storage: storages[0], one, other }
  }

  const rename = (service: CharacterService, from: string, to: string) =>
    service.updateCharacter(from, { name: to })

  test('two characters that want each other’s name keep their own', async () => {
    const { storage, one, other } = await setup(['a', 'b'])
    const before = await storage.list()
    const calls = Array.from({ length: pairs }, (_, i) => {
      const service = i % 2 ? other : one
      return [rename(service, 'a', 'b'), rename(service, 'b', 'a')]
    })
    const { values, errors } = await outcomes(calls.flat())
    figure(
      `${pairs} pairs of renames a → b and b → a at once, both names held, ${title}`,
      JSON.stringify(countCodes(errors)),
    )
    expect(values).toEqual([])
    expect(countCodes(errors)).toEqual({ CHARACTER_ALREADY_EXISTS: 2 * pairs })
    expect(await storage.list()).toEqual(before)
  }, 300_000)

  test('one character goes to and fro, and is found under one name at the end', async () => {
    const { storage, one, other } = await setup(['a'])
    const calls = Array.from({ length: pairs }, (_, i) => {
      const service = i % 2 ? other : one
      return [rename(service, 'a', 'b'), rename(service, 'b', 'a')]
    })
    const { values, errors } = await outcomes(calls.flat())
    figure(
      `${pairs} pairs of renames a → b and b → a at once, one character, ${title}`,
      `${values.length} renames, ${JSON.stringify(countCodes(errors))}`,
    )
    expect(countCodes(errors)).toEqual({ CHARACTER_NOT_FOUND: 2 * pairs - values.length })
    const heads = (await storage.list()).map(({ character }) => character)
    expect(heads).toHaveLength(1)
    expect(heads[0]?.version_number).toBe(1 + values.length)
    const versions = values.map(({ version_number }) => version_number).sort((x, y) => x - y)
    expect(versions).toEqual(Array.from(versions, (_, i) => i + 2))
  }, 300_000)

  test('three characters among four names never share one', async () => {
    const names = ['a', 'b', 'c', 'd']
    const { storage, one, other } = await setup(['a', 'b', 'c'])
    const random = seededRandom(`renames among four names, ${title}`)
    const calls = Array.from({ length: 2 * pairs }, () => {
      const from = random.pick(names)
      const to = random.pick(names.filter((name) => name !== from))
      return rename(random.pick([one, other]), from, to)
    })
    const { values, errors } = await outcomes(calls)
    figure(
      `${2 * pairs} renames of 3 characters among 4 names at once, ${title}`,
      `${values.length} renames, ${JSON.stringify(countCodes(errors))}`,
    )
    const codes = Object.keys(countCodes(errors))
    expect(codes.filter((code) => !/NOT_FOUND|ALREADY_EXISTS/.test(code))).toEqual([])
    expect(values.length).toBeGreaterThan(0)
    const heads = (await storage.list()).map(({ character }) => character)
    expect(new Set(heads.map(({ name }) => name)).size).toBe(3)
    const raised = heads.reduce((sum, { version_number }) => sum + version_number - 1, 0)
    expect(raised).toBe(values.length)
  }, 300_000)
})
