import type { CommandStartedEvent } from 'mongodb'
import { expect, test } from 'vitest'
import { isCharacterError } from '../../src/errors.ts'
import { createCharacterHandler } from '../../src/http/mounts/fetch.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { describeWithMongo, openMongo } from '../support/mongo.ts'
import { queryModel } from '../support/plain-query.ts'
import { type Random, seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'

/** Values that are none of a filter, whatever field they are given for. */
const EVIL: readonly (() => unknown)[] = [
  () => ({ $ne: null }),
  () => ({ $gt: '' }),
  () => ({ $where: 'sleep(1000)' }),
  () => ({ $regex: '.*' }),
  () => /.*/,
  () => new Date(),
  () => new Map([['in', ['a']]]),
  () =>
    new (class In {
      in = ['a']
    })(),
  () => Symbol('a'),
  () => () => 'a',
  () => 10n,
  () => Number.NaN,
  () => undefined,
  () => '\ud800',
  () => ({ in: [{ $ne: 1 }] }),
  () => ({ in: 'a' }),
  () => ({ in: Array.from({ length: 101 }, () => 'a') }),
  () => ({ gt: null }),
  () => ({ gt: ['a'] }),
  () => ({ gte: 'a', lt: undefined }),
  () => ({ like: 'a' }),
  () => ({ toJSON: () => 'a' }),
  () => JSON.parse('{"__proto__":{"in":["a"]}}'),
  () => ({}),
  () => [['a']],
  () => ({ in: [], $comment: 'a' }),
  () => ({
    get in() {
      throw new Error('no')
    },
  }),
]

const FIELDS = ['id', 'name', 'mood', 'score', 'tags', 'note', 'traits', 'created_at', 'open']
const NO_FIELDS = [
  ...['personality', 'system_prompt', 'voice_settings', 'search_words', 'write_id', '_id'],
  ...['$where', 'mood.x', 'constructor', '', 'toString', 'deleted_name', 'ranks.0'],
]

function hostileWhere(random: Random): unknown {
  switch (random.below(6)) {
    case 0:
      return { [random.pick(NO_FIELDS)]: 'a' }
    case 1:
      return random.pick<unknown>([null, 'mood', 5, [], new Map(), () => ({}), Symbol('a')])
    case 2:
      return Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`f${n}`, 'a']))
    case 3:
      return { mood: 'calm', [random.pick(FIELDS)]: random.pick(EVIL)() }
    case 4:
      return JSON.parse(`{"__proto__": {"mood": "calm"}, "${random.pick(NO_FIELDS)}": 1}`)
    default:
      return { [random.pick(FIELDS)]: random.pick(EVIL)() }
  }
}

function hostile(random: Random): { readonly [option: string]: unknown } {
  switch (random.below(6)) {
    case 0:
      return { sort: random.pick<unknown>(['age', '', '--name', 'name,id', { name: 1 }, 5, null]) }
    case 1:
      return { text: random.pick<unknown>([5, null, /a/, ['a'], {}, 'a'.repeat(1_000_001)]) }
    case 2:
      return {
        sort: 'updated_at',
        after: random.pick<unknown>(['luna', 5, null, {}, { id: 'a' }, { id: {}, updated_at: {} }]),
      }
    case 3:
      return { after: random.pick<unknown>([5, null, {}, { id: 'a', name: { $gt: '' } }]) }
    default:
      return { where: hostileWhere(random) }
  }
}

describeWithMongo('what is no query', () => {
  // Red when an operator of a database passes, when an input is read twice, or when a field that
  // cannot be asked for is passed over.
  test('is refused by name, and no command reaches the server', async () => {
    const count = sized('hostile queries', 5_000, 1_500)
    const random = seededRandom('hostile queries')
    const mongo = await openMongo({ monitorCommands: true })
    const service = new CharacterService({ storage: mongoStorage(mongo.db()), model: queryModel })
    const commands: string[] = []
    mongo.client.on('commandStarted', ({ commandName }: CommandStartedEvent) => {
      commands.push(commandName)
    })
    for (let n = 0; n < count; n++) {
      const options = hostile(random)
      const call =
        random.below(4) === 0 && 'where' in options ? 'countCharacters' : 'listCharacters'
      const error = await service[call](options as never).then(
        () => null,
        (thrown: unknown) => thrown,
      )
      const said = Object.keys(options).join()
      expect(isCharacterError(error, 'CHARACTER_VALIDATION'), `${said}: ${String(error)}`).toBe(
        true,
      )
      const [issue] = isCharacterError(error, 'CHARACTER_VALIDATION') ? error.issues : []
      expect(Object.keys(options)).toContain(String(issue?.path[0]))
    }
    expect(commands).toEqual([])
    await mongo.close()
    figure('hostile queries', `${count} refused by name, no command sent`)
  }, 120_000)

  test('is 400 over HTTP, and no command reaches the server', async () => {
    const mongo = await openMongo({ monitorCommands: true })
    const service = new CharacterService({ storage: mongoStorage(mongo.db()), model: queryModel })
    const handler = createCharacterHandler(service, { authorize: () => true, filters: ['mood'] })
    const commands: string[] = []
    mongo.client.on('commandStarted', ({ commandName }: CommandStartedEvent) => {
      commands.push(commandName)
    })
    const cursor = (value: unknown): string =>
      `cursor=${Buffer.from(JSON.stringify(value)).toString('base64url')}`
    for (const query of [
      ...['sort=age', 'sort=', 'mood=x', 'mood=%7B%22%24ne%22%3A1%7D', 'limit=0', 'cursor=x'],
      ...['sort=name&sort=-name', 'text=a&text=b', 'mood=', 'mood=calm&mood=__proto__'],
      ...[
        ['characters', { $gt: '' }],
        ['found', [{}, '', '']],
      ].map(cursor),
      ...[
        ['found', ['mood=x', 'a', 'b']],
        ['found', ['sort=updated_at', 'now', 'b']],
      ].map(cursor),
      cursor(['found', ['sort=-name', 'a', 'b', 'c']]),
    ]) {
      const { status } = await handler(new Request(`http://host.test/characters?${query}`))
      expect(`${query}: ${status}`).toBe(`${query}: 400`)
    }
    expect(commands).toEqual([])
    await mongo.close()
  })
})
