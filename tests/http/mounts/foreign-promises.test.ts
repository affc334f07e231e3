import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { appOf } from '../kit.ts'

const SOURCES = new URL('../../../src/', import.meta.url)
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** A host in which libraries have put a Promise of their own in the place of the native one. */
const HOST = `
globalThis.Promise = class Replaced extends Promise {}
const load = (path) => import(new URL(path, ${JSON.stringify(SOURCES.href)}).href)
const { createNodeHandler } = await load('http/mounts/node.ts')
const { CharacterService } = await load('service/character-service.ts')
const { memoryStorage } = await load('storage/memory/storage.ts')
const { createServer } = await import('node:http')
const service = new CharacterService({ storage: memoryStorage() })
const server = createServer(createNodeHandler(service, { authorize: async () => true }))
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = 'http://127.0.0.1:' + server.address().port + '/characters'
const answers = [await fetch(url), await fetch(url + '/ghost')]
console.log('statuses', ...answers.map(({ status }) => status))
process.exit(0)
`

// Red when an answer that comes later is told from one that is there by instanceof: a crash.
test('a handler of Node answers in a host that has replaced Promise', () => {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', HOST]
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 15_000,
  })
  expect([stdout, stderr]).toEqual(['statuses 200 404\n', ''])
})

// Red when only a native promise of onError is caught.
test('what onError rejects with goes nowhere, whatever its promise is', async () => {
  const rejected = vi.fn()
  const foreign = {
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
    then(_resolve: unknown, reject: (error: unknown) => void) {
      rejected()
      reject(new Error('no'))
    },
  }
  const unhandled = vi.fn()
  process.on('unhandledRejection', unhandled)
  const service = new CharacterService({ storage: memoryStorage() })
  const authorize = (): never => {
    throw new Error('failed')
  }
  const call = appOf(service, { authorize, onError: () => foreign as never })
  expect((await call('GET', '/characters')).status).toBe(500)
  await new Promise(setImmediate)
  process.removeListener('unhandledRejection', unhandled)
  expect(rejected).toHaveBeenCalledOnce()
  expect(unhandled).not.toHaveBeenCalled()
})
