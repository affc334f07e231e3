import { expect, test } from 'vitest'
import type { ConditionTest, FieldCondition } from '../../src/model/field-condition.ts'
import type {
  CharacterQuery,
  CharacterStorage,
  ListOptions,
} from '../../src/storage/character-storage.ts'
import { brokenRules, changed } from './broken-rules.ts'

type Change = (storage: CharacterStorage) => Partial<CharacterStorage>

/** Storages that answer queries rightly but for one thing, and a rule that must tell. */
const wrong: Record<string, readonly [rule: RegExp, change: Change]> = {
  'sorts what is alike the wrong way round': [
    /the greatest first/,
    (s) => ({
      list: async (options = {}) => {
        const { sort } = options
        if (!sort?.isDescending) return s.list(options)
        return (await s.list({ ...options, sort: { ...sort, isDescending: false } })).toReversed()
      },
    }),
  ],
  'sorts by another field': [
    /listed by updated_at/,
    (s) => ({
      list: ({ sort, ...options } = {}) =>
        s.list({ ...options, sort: sort && { ...sort, field: 'created_at' } }),
    }),
  ],
  'sorts what is alike by chance': [
    /listed by display_name/,
    (s) => ({
      list: async (options = {}) => {
        const page = await s.list(options)
        if (options.sort?.field !== 'display_name') return page
        const text = (one: (typeof page)[number]): string => one.character.display_name
        return page.toReversed().toSorted((a, b) => (text(a) < text(b) ? -1 : 1))
      },
    }),
  ],
  'repeats on a page what the page before ended with': [
    /each on one page/,
    (s) => ({
      list: async (options = {}) => {
        const { after } = options
        const last = typeof after === 'object' ? await s.findById(after.id) : null
        return [...(last ? [last] : []), ...(await s.list(options))].slice(0, options.limit)
      },
    }),
  ],
  'begins each page from the start': [
    /each on one page/,
    (s) => ({
      list: ({ after, ...options } = {}) =>
        s.list(typeof after === 'object' ? options : { ...options, after }),
    }),
  ],
  'leaves out what has the value that a page comes after': [
    /each on one page/,
    (s) => ({
      list: async (options = {}) => {
        const { after, sort } = options
        const page = await s.list(options)
        if (typeof after !== 'object' || sort === undefined) return page
        return page.filter(({ character }) => character[sort.field] !== after.value)
      },
    }),
  ],
  'takes what is absent for null': [
    /an absent field/,
    (s) => finding(s, (condition) => ({ ...condition, absent: null })),
  ],
  'does not count null among what differs': [
    /mood meets .*nin/,
    (s) => testing(s, 'nin', ({ values }) => ({ op: 'nin', values: [...values, null] })),
  ],
  'asks for one of all': [
    /tags meets .*all/,
    (s) => testing(s, 'all', ({ values }) => ({ op: 'any', values })),
  ],
  'asks for all of any': [
    /tags meets .*any/,
    (s) => testing(s, 'any', ({ values }) => ({ op: 'all', values })),
  ],
  'compares a text with numbers': [
    /score meets .*lt/,
    (s) =>
      finding(s, (condition) => {
        const { test } = condition
        if (!('bound' in test)) return condition
        return { ...condition, test: { ...test, bound: Number(test.bound) } }
      }),
  ],
  'takes a bound for beyond itself': [
    /score meets .*gte/,
    (s) =>
      finding(s, (condition) => {
        const { test } = condition
        return test.op === 'gte' ? { ...condition, test: { ...test, op: 'gt' } } : condition
      }),
  ],
  'counts without the conditions': [
    /heads are found whose/,
    (s) => ({ countHeads: ({ words, ...options } = {}) => s.countHeads(words ? options : {}) }),
  ],
  'counts without the words': [
    /words begin words/,
    (s) => ({ countHeads: ({ words: _, ...query } = {}) => s.countHeads(query) }),
  ],
  'looks for the first word alone': [
    /words begin words/,
    (s) => ({ list: (options) => s.list({ ...options, words: options?.words?.slice(0, 1) }) }),
  ],
  'keeps the words of an older version': [
    /words begin words of the very version/,
    (s) => {
      const words = new Map<string, readonly string[] | undefined>()
      return {
        insert: (record, writeId, options) => {
          words.set(record.id, options?.searchWords)
          return s.insert(record, writeId, options)
        },
        swap: (head, change) => {
          const { id } = head.character
          const kept = change.searchWords ?? words.get(id)
          words.set(id, kept)
          return s.swap(head, { ...change, searchWords: kept })
        },
      }
    },
  ],
  'gives states in another order than heads': [
    /heads are found whose/,
    (s) => ({ listStates: async (options) => (await s.listStates(options)).toReversed() }),
  ],
  'gives states of all heads': [
    /heads are found whose/,
    (s) => ({ listStates: ({ where: _, ...options } = {}) => s.listStates(options) }),
  ],
  'finds more names than it was asked for': [/and no other/, (s) => ({ findMany: () => s.list() })],
}

for (const [fault, [rule, change]] of Object.entries(wrong)) {
  test(`the contract finds a storage that ${fault}`, async () => {
    const broken = await brokenRules((storage) => changed(storage, change(storage)))
    expect(broken.filter((title) => rule.test(title))).not.toEqual([])
  })
}

/** Reads each condition as another one, in lists, states and counts alike. */
function finding(
  storage: CharacterStorage,
  other: (condition: FieldCondition) => FieldCondition,
): Partial<CharacterStorage> {
  const read = <Q extends CharacterQuery>(query: Q): Q => ({
    ...query,
    where: query.where?.map(other),
  })
  return {
    list: (options: ListOptions = {}) => storage.list(read(options)),
    listStates: (options = {}) => storage.listStates(read(options)),
    countHeads: (options = {}) => storage.countHeads(read(options)),
  }
}

type ValuesTest = Extract<ConditionTest, { readonly values: unknown }>

function testing(
  storage: CharacterStorage,
  op: ValuesTest['op'],
  other: (test: ValuesTest) => ConditionTest,
): Partial<CharacterStorage> {
  return finding(storage, (condition) => {
    const { test } = condition
    return test.op === op ? { ...condition, test: other(test) } : condition
  })
}
