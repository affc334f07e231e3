import { setTimeout as delay } from 'node:timers/promises'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { eventually } from './bus-probe.ts'
import { luna } from './characters.ts'
import type { FleetMember } from './fleet.ts'
import type { FleetSettings, Mark } from './fleet-worker.ts'
import { startGateProxy } from './gate-proxy.ts'
import { openMongo } from './mongo.ts'
import { startMongo } from './mongo-server.ts'
import { startRedis } from './redis-server.ts'

/** The characters of a fleet. */
export const FLEET_NAMES: readonly string[] = Array.from({ length: 20 }, (_, n) => `character-${n}`)

/** What a fleet runs on. */
export interface Ground {
  readonly settings: FleetSettings
  /** Takes the bus away, not the storage: the Redis process is ended, the change streams are cut. */
  cut(): Promise<void>
  /** Brings it back. */
  mend(): Promise<void>
  end(): Promise<void>
}

/** Starts servers of one's own with the characters in them. */
export async function startGround(bus: 'redis' | 'change stream'): Promise<Ground> {
  const server = await startMongo({ oplog: bus === 'change stream' })
  const mongo = await openMongo({}, server.uri)
  const db = mongo.db()
  const service = new CharacterService({ storage: mongoStorage(db) })
  for (const name of FLEET_NAMES) await service.createCharacter(luna({ name }))
  const base = { mongoUri: server.uri, database: db.databaseName, names: FLEET_NAMES }
  const end = async (): Promise<void> => {
    await mongo.close()
    await server.stop()
  }
  if (bus === 'redis') {
    const redis = await startRedis()
    return {
      settings: { ...base, bus: { redisUrl: redis.url, kind: 'redis 6' } },
      cut: redis.stop,
      mend: redis.start,
      end: () => redis.stop().then(end),
    }
  }
  const proxy = await startGateProxy(server.port)
  return {
    // A driver whose connections all close may stop looking for its server: the host watches it.
    settings: {
      ...base,
      bus: { streamUri: `mongodb://127.0.0.1:${proxy.port}/?connectTimeoutMS=2000` },
      graceMs: 1_000,
    },
    cut: proxy.close,
    mend: proxy.open,
    end: () => proxy.close().then(end),
  }
}

/** The newest acknowledged version of each name. */
export function newestOf(marks: readonly Mark[]): number[] {
  return FLEET_NAMES.map((name) =>
    Math.max(1, ...marks.filter((mark) => mark.name === name).map(({ version }) => version)),
  )
}

/** What every process shows is what is stored, soon after the last write. */
export async function expectFresh(
  fleet: readonly FleetMember[],
  service: CharacterService,
): Promise<void> {
  const stored = await service.listCharacters()
  const versions = new Map(stored.map(({ name, version_number }) => [name, version_number]))
  const expected = FLEET_NAMES.map((name) => versions.get(name))
  await eventually('every process shows what is stored', async () => {
    await delay(20)
    const shown = await Promise.all(fleet.map((member) => member.readAll()))
    return shown.every((one) => one.every((version, n) => version === expected[n]))
  })
}
