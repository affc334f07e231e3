import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { describeWithMongo, mongoUri, type OpenMongo, openMongo } from '../support/mongo.ts'
import { cast, emptyFolder } from '../sync/kit.ts'
import type { Ran } from './kit.ts'

function start(given: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const command = ['--import', 'tsx', 'src/cli.ts', ...given]
  return spawn(process.execPath, command, { stdio: 'pipe', env: { ...process.env, ...env } })
}

async function ended(child: ChildProcess): Promise<Ran> {
  let [out, err] = ['', '']
  child.stdout?.on('data', (text: Buffer) => {
    out += text
  })
  child.stderr?.on('data', (text: Buffer) => {
    err += text
  })
  const [status] = await once(child, 'close')
  return { status, out, err }
}

describeWithMongo('a process', () => {
  let mongo: OpenMongo
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())

  test('takes the address from the environment, and ends by itself', async () => {
    const env = { MONGODB_URI: mongoUri() ?? '' }
    const database = ['--db', mongo.db().databaseName]
    const given = [...database, 'sync', 'examples/characters']
    expect(await ended(start(given, env))).toMatchObject({ status: 0, err: '' })
    expect(await ended(start([...database, 'diff', 'examples/characters'], env))).toMatchObject({
      status: 0,
    })
  })

  test('that is read by nobody any more ends without a complaint', async () => {
    // Red when a closed pipe is an error like any other.
    const child = start(['--help'])
    child.stdout?.destroy()
    expect(await ended(child)).toMatchObject({ status: 0, err: '' })
  })

  test('is interrupted in the middle, says so, and is run again to the end', async () => {
    // Red when the first Ctrl-C is not heard: it then ends by the signal, with writes under way.
    const folder = await emptyFolder()
    const count = 1_000
    await writeFile(join(folder, 'all.json'), JSON.stringify(cast(count)))
    const db = mongo.db()
    const given = ['--uri', mongoUri() ?? '', '--db', db.databaseName, 'sync', folder]
    const service = new CharacterService({ storage: mongoStorage(db) })
    const child = start(given)
    const end = ended(child)
    while ((await service.countCharacters()) === 0) await new Promise(setImmediate)
    child.kill('SIGINT')
    expect(await end).toMatchObject({ status: 1, out: '', err: 'error: interrupted\n' })
    const stored = await service.countCharacters()
    expect(stored).toBeLessThan(count)
    const again = await ended(start(given))
    expect(again).toMatchObject({ status: 0, err: '' })
    expect(again.out).toContain(
      `${count - stored} created, 0 updated, 0 deleted, ${stored} unchanged`,
    )
  })
})
