import { type Collection, type Db, MongoServerError } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Character } from '../../src/model/character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { luna } from '../support/characters.ts'
import { countCodes } from '../support/error-codes.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../support/mongo.ts'
import { overrideStorage } from '../support/override-storage.ts'
import { figure } from '../support/sizes.ts'
import { outcomes } from '../support/turns.ts'

const RIVALS = 8
/** So long that nobody comes to it unless they repeat themselves. */
const TIMEOUT_MS = 5_000

/** How a storage is asked for a name that all want at once, and answers all losers with a conflict. */
interface BusyKit {
  readonly storage: CharacterStorage
  /** From now on. */
  makeBusy(): void
  /** How often the holder of a name was read since. */
  reads(): number
}

/**
 * The first who asks for the name gets it; the others are told of a write conflict, for ever, as by a
 * server that finds out about a deadlock once the winner is done.
 */
class Gate {
  isBusy = false
  reads = 0
  #winner: Promise<unknown> | undefined

  async pass<T>(write: () => Promise<T>, lose: () => T): Promise<T> {
    if (!this.isBusy) return write()
    if (this.#winner === undefined) {
      const won = write()
      this.#winner = won
      return won
    }
    await this.#winner
    return lose()
  }
}

function busyMemory(): BusyKit {
  const gate = new Gate()
  const inner = memoryStorage()
  const storage = overrideStorage(inner, {
    find: (name, o) => {
      if (name === 'free') gate.reads++
      return inner.find(name, o)
    },
    insert: async (character, writeId, o) => {
      const insert = () => inner.insert(character, writeId, o)
      return character.name === 'free' ? gate.pass(insert, () => null) : insert()
    },
    swap: async (head, change, o) => {
      const swap = () => inner.swap(head, change, o)
      return change.set.name === 'free' ? gate.pass(swap, () => 'lost') : swap()
    },
  })
  return kitOf(gate, storage)
}

/** The server itself answers: code 112, without labels, as compatible servers do. */
function busyMongo(db: Db): BusyKit {
  const gate = new Gate()
  const conflict = (): never => {
    throw new MongoServerError({ message: 'deadlock detected', code: 112 })
  }
  const collectionOf = (...args: Parameters<Db['collection']>): Collection =>
    new Proxy(db.collection(...args), {
      get(target, property) {
        const own: unknown = Reflect.get(target, property)
        if (typeof own !== 'function') return own
        return (...given: unknown[]) => {
          const [first, second] = given as { name?: unknown; $set?: { name?: unknown } }[]
          if (property === 'findOne' && first?.name === 'free') gate.reads++
          const wants = property === 'insertOne' ? first?.name : second?.$set?.name
          const writes = property === 'insertOne' || property === 'updateOne'
          const write = () => Reflect.apply(own, target, given)
          return writes && wants === 'free' ? gate.pass(write, conflict) : write()
        }
      },
    })
  const proxied = new Proxy(db, {
    get: (target, property) =>
      property === 'collection' ? collectionOf : Reflect.get(target, property, target),
  })
  return kitOf(gate, mongoStorage(proxied))
}

function kitOf(gate: Gate, storage: CharacterStorage): BusyKit {
  return {
    storage,
    makeBusy: () => {
      gate.isBusy = true
      gate.reads = 0
    },
    reads: () => gate.reads,
  }
}

type Take = (service: CharacterService, rival: Character) => Promise<Character>

const takes: Readonly<Record<string, Take>> = {
  renames: (service, { name }) => service.updateCharacter(name, { name: 'free' }),
  restores: (service, { id }) => service.restoreCharacter(id, { name: 'free' }),
  creates: (service) => service.createCharacter(luna({ name: 'free' })),
}

function declareRules(title: string, create: () => BusyKit): void {
  // Red when a write that was answered with a conflict repeats itself without asking who has the
  // name: it then ends at the deadline, with another error.
  test.each(Object.entries(takes))(
    `of ${RIVALS} %s to one name ${title} one wins, the others are told`,
    async (kind, take) => {
      const kit = create()
      const services = Array.from(
        { length: RIVALS },
        () => new CharacterService({ storage: kit.storage, timeoutMs: TIMEOUT_MS }),
      )
      const rivals: Character[] = []
      for (const [n, service] of services.entries()) {
        const rival = await service.createCharacter(luna({ name: `rival ${n}` }))
        rivals.push(kind === 'restores' ? await service.deleteCharacter(rival.name) : rival)
      }
      kit.makeBusy()
      const tries = services.map((service, n) => take(service, rivals[n] as Character))
      const { values, errors } = await outcomes(tries)
      figure(
        `${RIVALS} ${kind} to one name ${title}`,
        `${values.length} winner, ${kit.reads()} reads`,
      )
      expect(values).toHaveLength(1)
      expect(countCodes(errors)).toEqual({ CHARACTER_ALREADY_EXISTS: RIVALS - 1 })
      expect(kit.reads()).toBe(RIVALS - 1)
    },
  )

  // Red when each loser reads for itself.
  test(`of 2,000 creates in one service ${title} all losers share a few reads`, {
    timeout: 60_000,
  }, async () => {
    const kit = create()
    const service = new CharacterService({ storage: kit.storage, timeoutMs: 30_000 })
    await service.createCharacter(luna())
    kit.makeBusy()
    const creates = Array.from({ length: 2_000 }, () =>
      service.createCharacter(luna({ name: 'free' })),
    )
    const { values, errors } = await outcomes(creates)
    figure(`2,000 creates of one name ${title}`, `${kit.reads()} reads decide`)
    expect(values).toHaveLength(1)
    expect(countCodes(errors)).toEqual({ CHARACTER_ALREADY_EXISTS: 1_999 })
    expect(kit.reads()).toBeLessThanOrEqual(50)
  })
}

describe('a storage that is busy', () => declareRules('in memory', busyMemory))

describeWithMongo('a server that is busy', () => {
  let mongo: OpenMongo
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())
  declareRules('on MongoDB', () => busyMongo(mongo.db()))
})
