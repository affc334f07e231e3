import { once } from 'node:events'
import { MongoClient } from 'mongodb'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'

/** What a process has to write. */
export interface WriterTask {
  readonly name: string
  /** A letter for each update: those of each writer. Without them, one writer goes on for ever. */
  readonly marks?: readonly string[] | undefined
}

/** What a process says: that it is ready, what was acknowledged, or, at the end, what failed. */
export interface WriterMessage {
  readonly version?: number | undefined
  readonly failures?: readonly string[] | undefined
}

const [, , uri = '', database = ''] = process.argv
const client = await new MongoClient(uri).connect()
const service = new CharacterService({
  storage: mongoStorage(client.db(database)),
  timeoutMs: 300_000,
})

function say(message: WriterMessage): void {
  process.send?.(message)
}

/** Each version says which one it was made from. */
async function writeForEver(name: string): Promise<never> {
  for (;;) {
    const { version_number: version } = await service.editCharacter(name, (current) => ({
      personality: `after ${current.version_number}`,
    }))
    say({ version })
  }
}

async function writeMarks(name: string, marks: string): Promise<string[]> {
  const failures: string[] = []
  for (const mark of marks) {
    await service
      .editCharacter(name, ({ personality }) => ({ personality: personality + mark }))
      .catch((error: unknown) => failures.push(String(error)))
  }
  return failures
}

const given = once(process, 'message')
say({})
const [{ name, marks }] = (await given) as [WriterTask]
if (marks === undefined) await writeForEver(name)
else {
  const failures = await Promise.all(marks.map((own) => writeMarks(name, own)))
  say({ failures: failures.flat() })
  await client.close()
  process.disconnect()
}
