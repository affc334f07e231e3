import { CharacterService } from '../../dist/index.js'
import { syncCharacters } from '../../dist/sync.js'
import { character } from '../caches.mjs'
import { alternateRounds, atMost } from '../measure.mjs'
import { openServer } from '../mongo-server.mjs'

export const title =
  'a sync of 5,000 characters on MongoDB, against a loop of findOne + replaceOne that ends the same'
const COUNT = Math.ceil(5_000 * Number(process.env.SCALE ?? 1))
const nameOf = (i) => `character-${String(i).padStart(5, '0')}`

export const contenders = ['nothing has changed', 'one in a hundred has', 'all have']

const CHANGED = { 'nothing has changed': 0, 'one in a hundred has': 100, 'all have': 1 }

export async function measure(contender) {
  const every = CHANGED[contender]
  const server = await openServer()
  try {
    const own = await openOwn(server)
    const loop = await openLoop(server)
    let round = 0
    const measureOne = (run) => async () => {
      const wanted = wantedOf(every, round++)
      const start = performance.now()
      await run(wanted)
      return performance.now() - start
    }
    const rounds = Number(process.env.ROUNDS ?? 5)
    const result = await alternateRounds(measureOne(loop), measureOne(own), rounds)
    const { base, own: ms, ratio, min, max } = result
    const commands = await server.commands(() => own(wantedOf(every, round++)))
    return {
      ms,
      'baseline ms': base,
      ratio,
      min,
      max,
      commands,
      ...(every === 0 ? atMost(ratio, 1) : {}),
    }
  } finally {
    await server.stop()
  }
}

function wantedOf(every, round) {
  return Array.from({ length: COUNT }, (_, i) => ({
    ...character(nameOf(i)),
    ...(every > 0 && i % every === 0 && { personality: `personality of round ${round}` }),
  }))
}

/** A process that has just begun: nothing is cached. */
async function openOwn(server) {
  const storage = server.storage('own')
  await storage.ensureIndexes()
  const sync = async (wanted) => {
    const { failed } = await syncCharacters(new CharacterService({ storage }), wanted)
    if (failed.length > 0) throw failed[0].error
  }
  await sync(wantedOf(0, 0))
  return sync
}

/** What people write: no versions, no guard; a document is replaced where it differs. */
async function openLoop(server) {
  const collection = server.db('loop').collection('characters')
  await collection.createIndex({ name: 1 }, { unique: true })
  const sync = async (wanted) => {
    for (const one of wanted) {
      const stored = await collection.findOne({ name: one.name })
      const { _id, ...content } = stored ?? {}
      if (stored !== null && JSON.stringify(content) === JSON.stringify(one)) continue
      await collection.replaceOne({ name: one.name }, one, { upsert: true })
    }
  }
  await sync(wantedOf(0, 0))
  return sync
}
