import { afterEach, expect, test, vi } from 'vitest'
import { fromPino, type Logger } from '../../src/logger.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { luna } from '../support/characters.ts'

interface Line {
  readonly level: string
  readonly message: string
  readonly meta: Readonly<Record<string, unknown>>
}

function recorder() {
  const lines: Line[] = []
  const at = (level: string) => (message: string, meta: object) => {
    lines.push({ level, message, meta: { ...meta } })
  }
  const logger: Logger = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  }
  return { lines, logger }
}

/** What no line may ever hold. */
const SECRETS = {
  display_name: 'SECRET display',
  personality: 'SECRET personality',
  system_prompt: 'SECRET prompt',
  traits: ['SECRET trait'],
  avatar_url: 'https://example.com/SECRET.png',
  voice_settings: { voice: 'SECRET voice' },
}

function setup() {
  const { lines, logger } = recorder()
  const storage = faultyStorage(memoryStorage())
  return { lines, storage, service: new CharacterService({ storage, logger }) }
}

afterEach(() => vi.restoreAllMocks())

const told = ({ level, message, meta: { durationMs, ...meta } }: Line) => ({
  level,
  message,
  meta,
  timed: typeof durationMs === 'number' && durationMs >= 0,
})

test('every operation that succeeds tells so in one line, reads at debug and writes at info', async () => {
  const { lines, service } = setup()
  const { id } = await service.createCharacter(luna(SECRETS))
  const about = { name: 'Luna ' }
  const operations: [string, object, () => Promise<unknown>][] = [
    ['getCharacter', { ...about, id }, () => service.getCharacter('Luna ')],
    ['getCharacter', { ...about, id }, () => service.getCharacter('Luna ')],
    ['findCharacter', { ...about, id }, () => service.findCharacter('Luna ')],
    ['findCharacter', { name: 'absent' }, () => service.findCharacter('absent')],
    ['listCharacters', {}, () => service.listCharacters()],
    ['updateCharacter', { ...about, id }, () => service.updateCharacter('Luna ', SECRETS)],
    ['editCharacter', { ...about, id }, () => service.editCharacter('Luna ', () => SECRETS)],
    ['listVersions', about, () => service.listVersions('Luna ')],
    ['getVersion', { ...about, id }, () => service.getVersion('Luna ', 1)],
    ['diffVersions', about, () => service.diffVersions('Luna ', 1, 2)],
    ['rollbackCharacter', { ...about, id }, () => service.rollbackCharacter('Luna ', 1)],
    ['deleteCharacter', { ...about, id }, () => service.deleteCharacter('Luna ')],
    ['listDeletedCharacters', {}, () => service.listDeletedCharacters()],
    ['restoreCharacter', { name: 'luna', id }, () => service.restoreCharacter(id)],
    ['deleteCharacter', { ...about, id }, () => service.deleteCharacter('Luna ')],
    ['purgeCharacter', { id }, () => service.purgeCharacter(id)],
  ]
  const created = { operation: 'createCharacter', name: 'luna', id }
  expect(lines.splice(0).map(told)).toEqual([
    { level: 'info', message: 'createCharacter succeeded', meta: created, timed: true },
  ])
  for (const [operation, meta, run] of operations) {
    await run()
    const level = /^(get|find|list|diff)/.test(operation) ? 'debug' : 'info'
    const message = `${operation} succeeded`
    expect(lines.map(told)).toEqual([{ level, message, meta: { operation, ...meta }, timed: true }])
    expect(JSON.stringify(lines.splice(0))).not.toContain('SECRET')
  }
})

test('every operation that fails tells so in one line at warn, with the code', async () => {
  const { lines, storage, service } = setup()
  await service.createCharacter(luna(SECRETS))
  lines.length = 0
  const failures: [string, string, object, () => Promise<unknown>][] = [
    [
      'createCharacter',
      'CHARACTER_ALREADY_EXISTS',
      {},
      () => service.createCharacter(luna(SECRETS)),
    ],
    [
      'createCharacter',
      'CHARACTER_VALIDATION',
      {},
      () => service.createCharacter({ ...luna(SECRETS), name: 'x', traits: 'SECRET' as never }),
    ],
    ['getCharacter', 'CHARACTER_NOT_FOUND', { name: 'a' }, () => service.getCharacter('a')],
    ['getCharacter', 'CHARACTER_NAME_INVALID', { name: '/' }, () => service.getCharacter('/')],
    [
      'updateCharacter',
      'CHARACTER_VERSION_CONFLICT',
      { name: 'luna' },
      () => service.updateCharacter('luna', SECRETS, { expectedVersion: 9 }),
    ],
    [
      'getVersion',
      'CHARACTER_VERSION_NOT_FOUND',
      { name: 'luna' },
      () => service.getVersion('luna', 9),
    ],
    [
      'editCharacter',
      'RangeError',
      { name: 'luna' },
      () =>
        service.editCharacter('luna', ({ personality }) => {
          throw new RangeError(personality)
        }),
    ],
    [
      'restoreCharacter',
      'CHARACTER_NOT_FOUND',
      { id: 'no id' },
      () => service.restoreCharacter('no id'),
    ],
    [
      'purgeCharacter',
      'CHARACTER_NOT_FOUND',
      { id: 'no id' },
      () => service.purgeCharacter('no id'),
    ],
    [
      'listCharacters',
      'CHARACTER_STORAGE',
      {},
      () => {
        storage.failBefore('list', 1, new Error('SECRET of the driver'))
        return service.listCharacters()
      },
    ],
  ]
  for (const [operation, code, meta, run] of failures) {
    await expect(run()).rejects.toThrow()
    const message = `${operation} failed`
    expect(lines.map(told)).toEqual([
      { level: 'warn', message, meta: { operation, code, ...meta }, timed: true },
    ])
    expect(JSON.stringify(lines.splice(0))).not.toContain('SECRET')
  }
})

test('names and ids of any length, and what is none, are cut short', async () => {
  const { lines, service } = setup()
  const long = 'x'.repeat(1_000_000)
  await expect(service.getCharacter(long)).rejects.toThrow()
  await expect(service.updateCharacter(long, {})).rejects.toThrow()
  await expect(service.restoreCharacter(long)).rejects.toThrow()
  await expect(service.purgeCharacter({ toString: () => long } as never)).rejects.toThrow()
  await expect(service.getCharacter(Symbol('s') as never)).rejects.toThrow()
  expect(lines).toHaveLength(5)
  for (const line of lines) expect(JSON.stringify(line).length).toBeLessThan(400)
})

test('a service without a logger is silent', async () => {
  const methods = ['debug', 'info', 'log', 'warn', 'error'] as const
  const spies = methods.map((method) => vi.spyOn(console, method))
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna())
  await expect(service.getCharacter('absent')).rejects.toThrow()
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
})

test('a logger that throws fails nothing', async () => {
  const broken = (): never => {
    throw new Error('the log is full')
  }
  const logger = { debug: broken, info: broken, warn: broken, error: broken }
  const service = new CharacterService({ storage: memoryStorage(), logger })
  await service.createCharacter(luna())
  expect((await service.getCharacter('luna')).name).toBe('luna')
  await expect(service.getCharacter('absent')).rejects.toThrow('not found')
})

test('console fits as it is, and pino turned round', async () => {
  const info = vi.spyOn(console, 'info').mockImplementation(() => {})
  await new CharacterService({ storage: memoryStorage(), logger: console }).createCharacter(luna())
  expect(info).toHaveBeenCalledTimes(1)
  const calls: unknown[][] = []
  const take = (...args: unknown[]): void => void calls.push(args)
  const pino = { debug: take, info: take, warn: take, error: take }
  const service = new CharacterService({ storage: memoryStorage(), logger: fromPino(pino) })
  await service.createCharacter(luna())
  expect(calls).toEqual([[expect.objectContaining({ name: 'luna' }), 'createCharacter succeeded']])
})

test('a history that two programs wrote is told of once, at warn', async () => {
  const { lines, logger } = recorder()
  const storage = memoryStorage()
  const service = new CharacterService({ storage, logger })
  await service.createCharacter(luna(SECRETS))
  const head = await storage.find('luna')
  if (head === null) throw new Error('not stored')
  const other = memoryStorage()
  const twin = await other.insert(head.character, 'e'.repeat(24))
  if (twin === null) throw new Error('not stored')
  await storage.insertVersion(twin)
  lines.length = 0
  await service.updateCharacter('luna', SECRETS)
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ['warn', 'another program wrote this version too: the first copy is kept'],
    ['info', 'updateCharacter succeeded'],
  ])
  expect(JSON.stringify(lines)).not.toContain('SECRET')
})
