import type { CommandStartedEvent } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../support/mongo.ts'

const NAMES = Array.from({ length: 100 }, (_, n) => `n${String(n).padStart(3, '0')}`)

async function fill(service: CharacterService): Promise<void> {
  for (const name of NAMES) await service.createCharacter(luna({ name }))
}

describe('getCharacters', () => {
  // Red when what the cache holds is asked for again, or each name by itself.
  test('reads in one call what the cache does not hold, in the order of the names', async () => {
    const storage = faultyStorage(memoryStorage())
    await fill(new CharacterService({ storage }))
    const service = new CharacterService({ storage })
    for (const name of NAMES.slice(0, 50)) await service.getCharacter(name)
    storage.reset()
    const names = [...NAMES.toReversed(), 'N000', 'nobody']
    const found = await service.getCharacters(names)
    expect(found.map((one) => one?.name ?? null)).toEqual([...NAMES.toReversed(), 'n000', null])
    expect(storage.calls).toEqual(['findMany'])
    await service.getCharacters(NAMES)
    expect(storage.calls).toEqual(['findMany'])
  })

  test('shares flights with whoever reads at the same time', async () => {
    const storage = faultyStorage(memoryStorage())
    await fill(new CharacterService({ storage }))
    const service = new CharacterService({ storage })
    storage.reset()
    const many = Array.from({ length: 100 }, () => service.getCharacters(NAMES))
    const single = ['n000', 'n099'].map((name) => service.getCharacter(name))
    const all = await Promise.all(many)
    expect(all.every((page) => page.every((one, index) => one === all[0]?.[index]))).toBe(true)
    expect((await Promise.all(single)).map(({ name }) => name)).toEqual(['n000', 'n099'])
    expect(storage.calls).toEqual(['findMany'])
  })

  test('refuses what is no name, too many, and no array', async () => {
    const service = new CharacterService({ storage: memoryStorage() })
    await expect(service.getCharacters(['a', '..'])).rejects.toMatchObject({
      code: 'CHARACTER_NAME_INVALID',
    })
    const many = Array.from({ length: 1_001 }, () => 'a')
    for (const names of [many, 'luna', null, {}]) {
      await expect(service.getCharacters(names as never)).rejects.toMatchObject({
        code: 'CHARACTER_VALIDATION',
        issues: [{ path: ['names'] }],
      })
    }
    expect(await service.getCharacters([])).toEqual([])
  })

  test('gives up with the signal of its caller, and nobody else does', async () => {
    const storage = faultyStorage(memoryStorage())
    await fill(new CharacterService({ storage }))
    const service = new CharacterService({ storage })
    const gate = storage.gate('findMany')
    const controller = new AbortController()
    const mine = service.getCharacters(NAMES, { signal: controller.signal })
    const other = service.getCharacter('n001')
    await gate.reached
    controller.abort(new Error('enough'))
    await expect(mine).rejects.toThrow('enough')
    gate.open()
    expect((await other).name).toBe('n001')
  })
})

describeWithMongo('the commands of reads and writes', () => {
  let mongo: OpenMongo
  let commands: string[] = []
  let documents = 0

  beforeAll(async () => {
    mongo = await openMongo({ monitorCommands: true })
    mongo.client.on('commandStarted', ({ commandName, command }: CommandStartedEvent) => {
      const isStates = command.projection !== undefined
      commands.push(isStates ? 'states' : commandName)
    })
    mongo.client.on('commandSucceeded', ({ reply }) => {
      const { firstBatch = [] } = (reply as { cursor?: { firstBatch?: object[] } }).cursor ?? {}
      documents += firstBatch.filter((one) => 'system_prompt' in one).length
    })
  })
  afterAll(() => mongo.close())
  beforeEach(() => {
    commands = []
    documents = 0
  })

  const cold = async (): Promise<[CharacterService, CharacterService]> => {
    const db = mongo.db()
    const writer = new CharacterService({ storage: mongoStorage(db) })
    await fill(writer)
    commands = []
    documents = 0
    const storage = mongoStorage(db, { ensureIndexes: false })
    return [new CharacterService({ storage }), writer]
  }

  test('many names take one command, and half of the documents where half are kept', async () => {
    const [service] = await cold()
    for (const name of NAMES.slice(0, 50)) await service.getCharacter(name)
    commands = []
    documents = 0
    await service.getCharacters(NAMES)
    expect(commands).toEqual(['find'])
    expect(documents).toBe(50)
  })

  // Red when a page that is held is read whole, or when what has changed is not read again.
  test('a page that the cache holds asks for states, and for what has changed', async () => {
    const [service, writer] = await cold()
    const read = async (): Promise<string[]> => {
      commands = []
      documents = 0
      const page = await service.listCharacters({ limit: 100 })
      return page.map(({ personality }) => personality)
    }
    await read()
    const before = await read()
    expect([new Set(commands), documents]).toEqual([new Set(['states']), 0])
    await writer.updateCharacter('n042', { personality: 'changed' })
    expect((await read())[42]).toBe('changed')
    expect(documents).toBe(1)
    expect(await read()).toEqual(before.with(42, 'changed'))
    expect(documents).toBe(0)
    await writer.deleteCharacter('n000')
    expect((await read())[0]).toBe(before[1])
  })

  // Red when the head that a read has just shown is read again.
  test('an update after a read takes two commands, and a stale head decides nothing', async () => {
    const [service, writer] = await cold()
    await service.getCharacter('n001')
    commands = []
    await service.updateCharacter('n001', { personality: 'mine' })
    expect(commands).toEqual(['insert', 'update'])
    await service.getCharacter('n002')
    await writer.updateCharacter('n002', { traits: ['theirs'] })
    const both = await service.updateCharacter('n002', { personality: 'mine' })
    expect(both).toMatchObject({ version_number: 3, traits: ['theirs'], personality: 'mine' })
    await service.getCharacter('n003')
    await writer.updateCharacter('n003', { traits: ['theirs'] })
    const expected = { expectedVersion: 2 }
    const exact = await service.updateCharacter('n003', { personality: 'mine' }, expected)
    expect(exact.version_number).toBe(3)
    await service.getCharacter('n004')
    await writer.deleteCharacter('n004')
    await expect(service.updateCharacter('n004', {})).rejects.toMatchObject({
      code: 'CHARACTER_NOT_FOUND',
    })
  })
})
