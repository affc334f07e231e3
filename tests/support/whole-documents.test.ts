import { expect, test } from 'vitest'
import { describeWithMongo, openMongo } from './mongo.ts'
import { figure } from './sizes.ts'

describeWithMongo('the server of the tests', () => {
  // Red when the server carries out commands side by side: about one read in 3,000 is torn then.
  test('shows no reader half of a write', async () => {
    const mongo = await openMongo()
    try {
      const things = mongo.db().collection<{ _id: string; first: number; last: number }>('things')
      await things.insertOne({ _id: 'a', first: 0, ...{ text: 'x'.repeat(4_000) }, last: 0 })
      let writes = 0
      const write = async (): Promise<void> => {
        for (; writes < 2_000; writes++) {
          await things.updateOne({ _id: 'a' }, { $set: { first: writes, last: writes } })
        }
      }
      const counts = { reads: 0, torn: 0 }
      const read = async (): Promise<void> => {
        while (writes < 2_000) {
          const thing = await things.findOne({ _id: 'a' })
          counts.reads++
          if (thing?.first !== thing?.last) counts.torn++
        }
      }
      await Promise.all([write(), read(), read(), read(), read()])
      figure('reads beside 2,000 writes of one document', `${counts.torn} of ${counts.reads} torn`)
      expect(counts.reads).toBeGreaterThan(1_000)
      expect(counts.torn).toBe(0)
    } finally {
      await mongo.close()
    }
  }, 120_000)
})
