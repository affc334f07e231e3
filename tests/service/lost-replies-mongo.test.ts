import { afterAll, beforeAll, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { describeWithMongo, mongoUri, type OpenMongo, openMongo } from '../support/mongo.ts'
import { figure } from '../support/sizes.ts'
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import { seen, WRITE_CASES, type WriteCase } from '../support/write-cases.ts'

const now = () => Date.UTC(2026, 0, 31, 12)

describeWithMongo('a reply of the server that is lost', () => {
  let direct: OpenMongo

  beforeAll(async () => {
    direct = await openMongo()
  })
  afterAll(() => direct.close())

  /** Does a write through a proxy of its own, and tells how the characters look afterwards. */
  async function run(
    { keepVersions, arrange, act }: WriteCase,
    warm: boolean,
    disturb: (proxy: TcpProxy) => void,
  ) {
    const proxy = await startProxy(mongoUri() ?? '')
    const mongo = await openMongo({}, proxy.uri)
    try {
      const db = direct.db()
      const inner = mongoStorage(db, { keepVersions })
      const storage = mongoStorage(mongo.client.db(db.databaseName), { keepVersions })
      // Cold: the first write looks for the index as well.
      const id = await arrange(
        new CharacterService({ storage: warm ? storage : inner, now }),
        inner,
      )
      const before = proxy.requests.length
      disturb(proxy)
      const result = await act(new CharacterService({ storage, now }), id)
      const commands = proxy.requests.slice(before).map(({ command }) => command)
      const end = await seen(new CharacterService({ storage: inner, now }), inner, id, result)
      return { commands, end }
    } finally {
      await mongo.close()
      await proxy.stop()
    }
  }

  // Red when an unknown outcome is taken for a failure, or is repeated without reading what became
  // of the write.
  test.each(WRITE_CASES)('changes nothing about the outcome: $title', async (kind) => {
    for (const warm of kind.title.startsWith('create') ? [true, false] : [true]) {
      const { commands, end } = await run(kind, warm, () => {})
      const lose = async (command: string, index: number): Promise<void> => {
        let dropped: Promise<{ command: string }> | undefined
        const disturbed = await run(kind, warm, (proxy) => {
          dropped = proxy.dropReply(index + 1)
        })
        expect((await dropped)?.command).toBe(command)
        expect(disturbed.end, `reply to command ${index + 1}, ${command}`).toEqual(end)
      }
      await Promise.all(commands.map(lose))
      figure(
        `each reply lost once: ${kind.title}${warm ? '' : ', cold'}`,
        `same end each time (${commands.join(', ')})`,
      )
    }
  })
})
