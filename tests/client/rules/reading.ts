import { all, named, type Operations, type Rule, untyped } from './rule.ts'

/** Reading, listing, counting, iterating. */
export const READING: readonly Rule[] = [
  rule('a character is read in any spelling', async (o) => {
    await o.createCharacter(named('luna'))
    return [await o.getCharacter(' LUNA'), await o.findCharacter('Ｌuna')]
  }),
  rule('who is not there is not found, and the name is told', (o) => o.getCharacter('Ghost')),
  rule('null is found where nobody is', (o) => o.findCharacter('ghost')),
  rule('many are read in the order of their names', async (o) => {
    for (const name of ['a', 'b', 'c']) await o.createCharacter(named(name))
    return o.getCharacters(['C', 'ghost', 'a', 'c'])
  }),
  rule('thirty are read at once', async (o) => {
    const names = Array.from({ length: 30 }, (_, n) => `c${n}`)
    for (const name of names) await o.createCharacter(named(name))
    return (await o.getCharacters(names)).map((one) => one?.name)
  }),
  rule('none are read of no names', (o) => o.getCharacters([])),
  rule('a list is in the order of names', async (o) => {
    await seed(o)
    return o.listCharacters()
  }),
  rule('an empty list is empty', (o) => o.listCharacters()),
  ...(
    [...['name', 'display_name', 'created_at', 'updated_at']].flatMap((s) => [s, `-${s}`]) as Sort[]
  ).flatMap((sort) => [
    rule(`a list is in the order of ${sort}`, async (o) => {
      await seed(o)
      return namesOf(await o.listCharacters({ sort }))
    }),
    rule(`pages by ${sort} neither repeat nor skip`, async (o) => {
      await seed(o)
      const first = await o.listCharacters({ sort, limit: 2 })
      const second = await o.listCharacters({ sort, limit: 2, after: first[1] })
      const third = await o.listCharacters({ sort, after: second[1] })
      return [namesOf(first), namesOf(second), namesOf(third)]
    }),
    rule(`iterating by ${sort} gives all, page by page`, async (o) => {
      await seed(o)
      return namesOf(await all(o.iterateCharacters({ sort, limit: 2 })))
    }),
    rule(`pages by ${sort} of those with a trait are complete`, async (o) => {
      await seed(o)
      const where = { traits: 'kind' }
      const first = await o.listCharacters({ sort, where, limit: 2 })
      const rest = await o.listCharacters({ sort, where, after: first[1] })
      return [namesOf(first), namesOf(rest)]
    }),
  ]),
  ...['bella', 'BELLA', 'b', 'zzz', 'a b', '日本', ''].map((after) =>
    rule(`a page begins after the name '${after}'`, async (o) => {
      await seed(o)
      return namesOf(await o.listCharacters({ after, limit: 2 }))
    }),
  ),
  ...(['name', '-name'] as const).flatMap((sort) =>
    ['bella', 'Clara', 'q'].map((after) =>
      rule(`a page by ${sort} of kind ones begins after the name '${after}'`, async (o) => {
        await seed(o)
        const where = { traits: 'kind' }
        return namesOf(await o.listCharacters({ sort, where, after }))
      }),
    ),
  ),
  rule('a page begins after a character that is gone', async (o) => {
    await seed(o)
    const [, second] = await o.listCharacters({ limit: 2 })
    await o.deleteCharacter('bella')
    return namesOf(await o.listCharacters({ after: second }))
  }),
  ...[1, 3, 5, 6, 1_000].map((limit) =>
    rule(`at most ${limit} are listed`, async (o) => {
      await seed(o)
      return namesOf(await o.listCharacters({ limit }))
    }),
  ),
  ...[
    'kind',
    'kin',
    'DORA',
    'one named',
    'anna kind',
    'nobody',
    '',
    '!?',
    'ä',
    'x'.repeat(300),
  ].map((text) =>
    rule(`the text '${text.slice(0, 20)}' finds the same, and as many`, async (o) => {
      await seed(o)
      return [namesOf(await o.listCharacters({ text })), await o.countCharacters({ text })]
    }),
  ),
  ...WHERE().map((where) =>
    rule(`${JSON.stringify(where)} finds the same, and as many`, async (o) => {
      await seed(o)
      return [namesOf(await o.listCharacters({ where })), await o.countCharacters({ where })]
    }),
  ),
  rule('where, text and order go together', async (o) => {
    await seed(o)
    const where = { traits: 'kind', mood: 'calm' } as const
    return namesOf(await o.listCharacters({ where, text: 'named', sort: '-name', limit: 2 }))
  }),
  rule('iterating stops where nobody asks any more', async (o) => {
    await seed(o)
    for await (const { name } of o.iterateCharacters({ limit: 1 })) return name
    return 'nothing'
  }),
  rule('iterating over nothing gives nothing', (o) => all(o.iterateCharacters())),
  rule('all are counted', async (o) => {
    await seed(o)
    return o.countCharacters()
  }),
  rule('deleted ones are listed by id, under their names', async (o) => {
    await seed(o)
    for (const name of ['clara', 'anna', 'dora']) await o.deleteCharacter(name)
    return o.listDeletedCharacters()
  }),
  rule('pages of deleted ones follow each other', async (o) => {
    await seed(o)
    for (const name of ['clara', 'anna', 'dora']) await o.deleteCharacter(name)
    const first = await o.listDeletedCharacters({ limit: 2 })
    const rest = await o.listDeletedCharacters({ after: first[1]?.id, limit: 2 })
    const none = await o.listDeletedCharacters({ after: 'zzz' })
    return [
      namesOf(first),
      namesOf(rest),
      none,
      namesOf(await o.listDeletedCharacters({ after: '' })),
    ]
  }),
  rule(
    'the system prompt is read',
    async (o) => {
      await o.createCharacter(named('luna'))
      return o.getSystemPrompt('LUNA')
    },
    { inSafeView: 'TypeError' },
  ),
  rule('the system prompt of nobody is not found', (o) => o.getSystemPrompt('ghost'), {
    inSafeView: 'TypeError',
  }),
  rule('the version is told', async (o) => {
    await o.createCharacter(named('luna'))
    await o.updateCharacter('luna', { level: 1 })
    return o.getVersionInfo('luna')
  }),
  rule('the version of nobody is not found', (o) => o.getVersionInfo('ghost')),
  rule('it answers a ping', (o) => o.ping()),
  rule('it answers a ping in time', (o) => o.ping({ timeoutMs: 5_000 })),
  rule('what is cached of a name can be forgotten', async (o) => {
    await o.createCharacter(named('luna'))
    o.invalidateCharacter('Luna')
    o.clearCache()
    return o.getCharacter('luna')
  }),
  rule('counters are numbers', async (o) =>
    Object.values(o.stats()).every((count) => typeof count === 'number'),
  ),
  rule('it can be closed', (o) => o.close()),
  rule('characters are frozen, all that they hold too', async (o) => {
    const made = await o.createCharacter(named('luna', { voice_settings: { a: { b: [] } } }))
    const [listed] = await o.listCharacters()
    const parts = [made, made.traits, made.voice_settings, made.voice_settings?.a, listed]
    return parts.map((part) => Object.isFrozen(part))
  }),
  rule('a call that nobody wants any more ends with its reason', async (o) => {
    await o.createCharacter(named('luna'))
    const signal = AbortSignal.abort(new RangeError('enough'))
    return o.getCharacter('luna', { signal })
  }),
  rule('a write that nobody wants any more does nothing', async (o) => {
    await o.createCharacter(named('luna'))
    const signal = AbortSignal.abort(new RangeError('enough'))
    const refused = await o.updateCharacter('luna', { level: 1 }, { signal }).catch(String)
    return [refused, (await o.getCharacter('luna')).version_number]
  }),
  rule('a signal that is none is misuse', (o) => o.getCharacter('luna', untyped({ signal: {} }))),
]

type Options = NonNullable<Parameters<Operations['listCharacters']>[0]>
type Sort = NonNullable<Options['sort']>

/** What a query can say. */
function WHERE(): NonNullable<Options['where']>[] {
  return [
    { traits: 'kind' },
    { traits: { all: ['kind', 'wise'] } },
    { traits: { all: [] } },
    { traits: 'nobody has it' },
    { traits: 'a b&c=d?é' },
    { mood: 'wild' },
    { mood: { in: ['wild', 'calm'] } },
    { mood: { in: [] } },
    { level: 3 },
    { level: { in: [3, -1.5] } },
    { tags: 'x' },
    { tags: { any: ['x', 'y'] } },
    { tags: { any: [] } },
    { traits: 'kind', mood: 'calm' },
    {},
  ]
}

async function seed(o: Operations): Promise<void> {
  await o.createCharacter(named('dora', { display_name: 'same', level: -1.5 }))
  await o.createCharacter(named('anna', { traits: ['kind', 'wise'], tags: ['x'] }))
  await o.createCharacter(named('clara', { display_name: 'same', mood: 'wild', level: 3 }))
  await o.createCharacter(named('bella', { traits: ['a b&c=d?é', 'kind'], tags: ['y', 'z'] }))
  await o.createCharacter(named('日本', { traits: [], display_name: 'ä' }))
  await o.updateCharacter('dora', { secret: 'hidden' })
}

function namesOf(characters: readonly { readonly name: string }[]): string[] {
  return characters.map(({ name }) => name)
}

function rule(
  title: string,
  run: (o: Operations) => Promise<unknown>,
  more: Partial<Rule> = {},
): Rule {
  return { title, run, ...more }
}
