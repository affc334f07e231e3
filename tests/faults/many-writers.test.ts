import type { Db } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { luna } from '../support/characters.ts'
import { describeWithMongo, mongoUri, type OpenMongo, openMongo } from '../support/mongo.ts'
import { figure, sized } from '../support/sizes.ts'
import { completeHistory } from './history.ts'
import { WriterProcess } from './writer-process.ts'

const PROCESSES = 8
const WRITERS = 8

/** So many letters, all different from those of the other writers. */
function marksOf(writer: number, count: number): string {
  return Array.from({ length: count }, (_, n) =>
    String.fromCodePoint(0x4e00 + writer * count + n),
  ).join('')
}

describeWithMongo('many processes', () => {
  let mongo: OpenMongo
  let db: Db
  beforeAll(async () => {
    mongo = await openMongo()
    db = mongo.db()
  })
  afterAll(() => mongo.close())

  // Red when the swap is not guarded by the write id or the version: marks are then missing.
  test('that update one character lose no update and no version', async () => {
    const updates = sized('updates by each of 8 writers in 8 processes', 50)
    const service = new CharacterService({ storage: mongoStorage(db) })
    await service.createCharacter(luna({ personality: '>' }))
    const start = () => WriterProcess.start(mongoUri() ?? '', db.databaseName)
    const writers = await Promise.all(Array.from({ length: PROCESSES }, start))
    const since = performance.now()
    const failures = await Promise.all(
      writers.map((writer, process) => {
        const own = Array.from({ length: WRITERS }, (_, n) => process * WRITERS + n)
        return writer.carryOut({ name: 'luna', marks: own.map((n) => marksOf(n, updates)) })
      }),
    )
    const seconds = (performance.now() - since) / 1_000
    expect(failures.flat()).toEqual([])

    const history = await completeHistory(service, 'luna')
    const total = PROCESSES * WRITERS * updates
    const last = history.at(-1)?.personality ?? ''
    for (const { version_number, personality } of history) {
      expect(personality).toBe(last.slice(0, version_number))
    }
    const marks = new Set(last.slice(1))
    figure(
      `8 processes × 8 writers × ${updates} updates of one character`,
      `version ${history.length}, gapless, ${marks.size} of ${total} marks, ${seconds.toFixed(1)} s`,
    )
    expect(history).toHaveLength(total + 1)
    expect(marks).toEqual(new Set(marksOf(0, total)))
  }, 600_000)
})
