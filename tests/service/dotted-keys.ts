import type { Document } from 'mongodb'
import { ObjectId } from 'mongodb'
import { applyPatch } from 'rfc6902'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import type { JsonObject, JsonValue } from '../../src/model/json-value.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { pythonDocument } from '../storage/mongo/python-document.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { describeWithMongo, type OpenMongo, openMongo } from '../support/mongo.ts'
import { type Random, seededRandom } from '../support/random.ts'
import { sized } from '../support/sizes.ts'

const KEYS = [
  ...['a', 'b', 'a.b', 'a.b.c', '.', '..', 'a.', '.a', '0', '0.1', 'a.0', 'a.$', 'a.$[]'],
  ...['gpt-4o-mini-tts@v1.2', 'voice_settings.a', 'é.ü', 'name', '_id', 'a.toString'],
]
const LEAVES: readonly JsonValue[] = [null, true, 0, -1.5, '', 'a.b', [], {}, ['a.b', { 'c.d': 1 }]]

function settingsOf(random: Random, depth = 3): JsonObject {
  const settings: { [key: string]: JsonValue } = {}
  for (let count = 1 + random.below(4); count > 0; count--) {
    const isLeaf = depth === 0 || random.below(2) === 0
    settings[random.pick(KEYS)] = isLeaf ? random.pick(LEAVES) : settingsOf(random, depth - 1)
  }
  return { ...settings, 'a.b': random.below(1_000), a: { b: random.below(1_000) } }
}

const model = defineCharacterModel({
  attributes: { engine: z.record(z.string(), z.json()).default({ 'x.y': 1 }) },
})

/** Keys that hold dots, through everything that stores or compares them. */
export function proveDottedKeys(title: string): void {
  const rounds = sized(title, 1_000, 50)

  // Red when a field is set by the paths of its parts.
  eachStorage(({ create }) => {
    test('keys with dots come through update, snapshot, rollback and diff as they are', {
      timeout: 120_000,
    }, async () => {
      const random = seededRandom(title)
      const storage = create()
      const service = new CharacterService({ storage, model })
      for (let round = 0; round < rounds; round++) {
        await journey(service, storage, `luna ${round}`, random)
      }
    })
  })

  describeWithMongo('in documents', () => {
    let mongo: OpenMongo
    const paths: string[] = []
    beforeAll(async () => {
      mongo = await openMongo({ monitorCommands: true })
      mongo.client.on('commandStarted', ({ command }) => {
        for (const { u } of (command.updates ?? []) as Document[]) {
          const fields = Object.values(u as Document).flatMap((part) => Object.keys(part ?? {}))
          if (Object.keys(u).some((key) => key.startsWith('$'))) paths.push(...fields)
        }
      })
    })
    afterAll(() => mongo.close())

    test('they are adopted as they are, and none is ever written by a path', {
      timeout: 120_000,
    }, async () => {
      const random = seededRandom(`${title}, adopted`)
      const db = mongo.db()
      const storage = mongoStorage(db)
      const given = Array.from({ length: rounds }, () => settingsOf(random))
      await db
        .collection('characters')
        .insertMany(
          given.map((voice_settings, n) =>
            pythonDocument({ _id: new ObjectId(), name: `LUNA ${n}`, voice_settings }),
          ),
        )
      const { adopted, problems } = await storage.adoptCharacters()
      expect([adopted, problems]).toEqual([rounds, []])
      const service = new CharacterService({ storage, model })
      for (const [n, settings] of given.entries()) {
        const name = `luna ${n}`
        expect((await service.getCharacter(name)).voice_settings).toEqual(settings)
        const personality = 'calm'
        const next = await service.updateCharacter(name, { personality, engine: settings })
        expect([next.voice_settings, next.engine]).toEqual([settings, settings])
        const document = await db.collection('characters').findOne({ name })
        expect([document?.voice_settings, document?.engine]).toEqual([settings, settings])
      }
      expect(paths).toContain('engine')
      expect(paths.filter((path) => path.includes('.'))).toEqual([])
    })
  })
}

async function journey(
  service: CharacterService<{ engine: JsonObject }, 'engine'>,
  storage: CharacterStorage,
  name: string,
  random: Random,
): Promise<void> {
  const [first, second] = [settingsOf(random), settingsOf(random)]
  const engine = settingsOf(random)
  await service.createCharacter({ ...luna({ name, voice_settings: first }), engine })
  await service.updateCharacter(name, { voice_settings: second })
  const head = await storage.find(name)
  expect(head?.character).toMatchObject({ engine, version_number: 2 })
  expect(head?.character.voice_settings).toEqual(second)
  expect((await service.getVersion(name, 1)).voice_settings).toEqual(first)
  const patch = await service.diffVersions(name, 1, 2)
  const patched = { voice_settings: structuredClone(first) }
  expect(applyPatch(patched, structuredClone([...patch])).filter(Boolean)).toEqual([])
  expect(patched.voice_settings).toEqual(second)
  await service.rollbackCharacter(name, 1)
  const back = await storage.find(name)
  expect(back?.character.voice_settings).toEqual(first)
  expect(back?.character).toMatchObject({ engine, version_number: 3 })
}
