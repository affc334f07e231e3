import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createNodeHandler } from '../../src/http/mounts/node.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { listen, type Place } from '../client/world.ts'
import { luna } from '../support/characters.ts'
import { emptyFolder } from '../sync/kit.ts'
import { type Ran, run } from './kit.ts'

const FOLDER = 'examples/characters'
const TOKEN = 'token-of-the-header'

let place: Place
let service: CharacterService
beforeAll(async () => {
  place = await listen((request, response) => {
    const view = request.url?.startsWith('/safe') ? 'safe' : 'full'
    createNodeHandler(service, {
      basePath: `/${view}`,
      view,
      authorize: () => request.headers.authorization === `Bearer ${TOKEN}`,
      by: () => 'the host',
    })(request, response)
  })
})
afterAll(() => place.close())
beforeEach(() => {
  service = new CharacterService({ storage: memoryStorage() })
})

const over = (view: string, ...given: string[]): Promise<Ran> =>
  run(['--url', `${place.origin}/${view}`, '--header', `authorization: Bearer ${TOKEN}`, ...given])

test('a service over HTTP is synced, looked at and exported as one on MongoDB', async () => {
  const synced = await over('full', 'sync', '--note', 'first', FOLDER)
  expect(synced).toMatchObject({ status: 0, err: '' })
  expect(synced.out).toContain('5 created')
  expect((await over('full', 'diff', '--prune', FOLDER)).status).toBe(0)
  await service.updateCharacter('luna', { traits: ['wild'] })
  expect((await over('full', 'diff', FOLDER)).status).toBe(3)
  expect((await over('full', 'sync', FOLDER)).out).toContain('1 updated')
  expect((await over('full', 'history', 'luna')).out).toMatch(/^1\t[^\t]+\tthe host\t.*\tfirst$/m)
  expect((await over('full', 'label', 'luna', 'production', '1')).status).toBe(0)
  expect((await over('full', 'rollback', 'luna', '2')).out).toContain('version 4')
  const folder = await emptyFolder()
  expect((await over('full', 'export', folder)).out).toContain('5 exported')
  expect((await over('full', 'list')).out.split('\n')).toHaveLength(6)
  await service.createCharacter(luna({ name: 'stranger' }))
  expect((await over('full', 'sync', '--prune', '--yes', folder)).out).toContain('1 deleted')
})

test('in the safe view it can be looked at, and not be compared', async () => {
  await service.createCharacter(luna())
  expect((await over('safe', 'list')).out).toContain('luna')
  expect((await over('safe', 'show', 'luna')).out).not.toContain('You are')
  for (const subcommand of ['sync', 'diff', 'export']) {
    const { status, err } = await over('safe', subcommand, FOLDER)
    expect([status, /full view/.test(err)]).toEqual([1, true])
  }
})

test('who is not let in is told so, and the header is not told', async () => {
  const given = ['--url', `${place.origin}/full`, '--header', 'authorization: Bearer wrong-token']
  const { status, out, err } = await run([...given, 'list'])
  expect([status, out]).toEqual([1, ''])
  expect(err).toMatch(/^error: /)
  expect(err).not.toContain('wrong-token')
  const nobody = await run(['--url', 'http://127.0.0.1:1/characters', 'list'])
  expect([nobody.status, nobody.out]).toEqual([1, ''])
})
