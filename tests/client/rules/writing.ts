import { named, type Operations, type Rule, untyped } from './rule.ts'

/** Making, changing, deleting, restoring, purging. */
export const WRITING: readonly Rule[] = [
  rule('a new character is at version 1, with its defaults', (o) =>
    o.createCharacter(named('luna')),
  ),
  rule('a name is kept in its canonical form', (o) => o.createCharacter(named(' Ｌｕｎａ '))),
  rule('an emoji is a name', async (o) => [
    await o.createCharacter(named('🦊')),
    await o.getCharacter('🦊'),
  ]),
  rule('a name of many scripts and signs goes through a path', async (o) => {
    for (const name of [
      'a b',
      'ä+b',
      '100%',
      'a?b#c',
      'a&b=c',
      '日本 語',
      "o'neil",
      'x;y',
      'q:r',
      '@z',
    ])
      await o.createCharacter(named(name))
    const list = await o.listCharacters()
    return Promise.all(list.map(async ({ name }) => (await o.getCharacter(name)).id))
  }),
  rule('attributes are given and kept', (o) =>
    o.createCharacter(named('luna', { mood: 'wild', level: 7, tags: ['a', 'b'], secret: 's' })),
  ),
  rule('every field is kept as it is', (o) =>
    o.createCharacter(
      named('luna', {
        personality: 'Line one\n\tline two \u2028 “quotes” 👩‍🚀',
        avatar_url: '/avatars/luna.png',
        voice_settings: {
          pitch: 1.5,
          deep: { list: [1, 'two', null, true] },
          'gpt-4o-mini@v1.2': {},
        },
        traits: ['kind', 'wise', 'ünïcode'],
      }),
    ),
  ),
  rule('a taken name is refused', async (o) => {
    await o.createCharacter(named('luna'))
    return o.createCharacter(named('LUNA'))
  }),
  rule('an input without a field is refused, naming it', (o) =>
    o.createCharacter(untyped({ name: 'luna', display_name: 'Luna' })),
  ),
  rule('an unknown field is refused, naming it', (o) =>
    o.createCharacter(untyped({ ...named('luna'), colour: 'red' })),
  ),
  rule('a wrong attribute is refused', (o) =>
    o.createCharacter(untyped({ ...named('luna'), mood: 'angry' })),
  ),
  rule('a name that is none is refused in the body', (o) => o.createCharacter(named('a/b'))),
  rule('a patch changes what it names', async (o) => {
    await o.createCharacter(named('luna'))
    return o.updateCharacter('luna', { traits: ['brave'], mood: 'wild' })
  }),
  rule('an empty patch makes a version', async (o) => {
    await o.createCharacter(named('luna'))
    return o.updateCharacter('luna', {})
  }),
  rule('undefined fields stay as they are', async (o) => {
    await o.createCharacter(named('luna', { mood: 'wild' }))
    return o.updateCharacter('luna', { mood: undefined, display_name: 'L' })
  }),
  rule('null clears what can be cleared', async (o) => {
    await o.createCharacter(
      named('luna', { avatar_url: '/a.png', voice_settings: { a: 1 }, level: 3 }),
    )
    return o.updateCharacter('luna', { avatar_url: null, voice_settings: null, level: null })
  }),
  rule('null where a text belongs is refused', async (o) => {
    await o.createCharacter(named('luna'))
    return o.updateCharacter('luna', untyped({ display_name: null }))
  }),
  rule('a new name renames', async (o) => {
    await o.createCharacter(named('luna'))
    const renamed = await o.updateCharacter('luna', { name: 'Nova' })
    return [renamed, await o.findCharacter('luna'), await o.getCharacter('nova')]
  }),
  rule('a rename to a taken name is refused', async (o) => {
    await o.createCharacter(named('luna'))
    await o.createCharacter(named('nova'))
    return o.updateCharacter('luna', { name: 'nova' })
  }),
  rule('who is not there cannot be changed', (o) => o.updateCharacter('ghost', {})),
  rule('what was read may be sent back, edited', async (o) => {
    const luna = await o.createCharacter(named('luna'))
    return o.updateCharacter('luna', untyped({ ...luna, mood: 'wild' }))
  }),
  rule('what was read before another write is a conflict when sent back', async (o) => {
    const luna = await o.createCharacter(named('luna'))
    await o.updateCharacter('luna', { level: 1 })
    return o.updateCharacter('luna', untyped({ ...luna, mood: 'wild' }))
  }),
  rule('a version in the patch that never was is a conflict', async (o) => {
    await o.createCharacter(named('luna'))
    return o.updateCharacter('luna', { version_number: 9 })
  }),
  rule('another id in the patch is refused', async (o) => {
    await o.createCharacter(named('luna'))
    return o.updateCharacter('luna', { id: 'f'.repeat(24) })
  }),
  rule('an expected version that holds is no hindrance', async (o) => {
    await o.createCharacter(named('luna'))
    return o.updateCharacter('luna', { level: 1 }, { expectedVersion: 1 })
  }),
  rule('an expected version that does not hold is a conflict that tells both', async (o) => {
    await o.createCharacter(named('luna'))
    await o.updateCharacter('luna', { level: 1 })
    return o.updateCharacter('luna', { level: 2 }, { expectedVersion: 1 })
  }),
  rule('an expected version holds for whoever has the name now', async (o) => {
    await o.createCharacter(named('luna'))
    await o.deleteCharacter('luna')
    await o.createCharacter(named('luna', { personality: 'Another' }))
    return o.updateCharacter('luna', { level: 1 }, { expectedVersion: 1 })
  }),
  rule('an expected version and one in the patch must both hold', async (o) => {
    await o.createCharacter(named('luna'))
    return o.updateCharacter('luna', { version_number: 2 }, { expectedVersion: 1 })
  }),
  rule('a precondition sees the present character', async (o) => {
    await o.createCharacter(named('luna', { level: 4 }))
    const seen: unknown[] = []
    const precondition = ({ level }: { level: number | null }) => seen.push(level)
    await o.updateCharacter('luna', { level: 5 }, { precondition })
    await o.deleteCharacter('luna', { precondition })
    return seen
  }),
  rule('what a precondition throws ends the write', async (o) => {
    await o.createCharacter(named('luna'))
    const precondition = () => {
      throw new RangeError('not now')
    }
    const refused = await o.updateCharacter('luna', { level: 5 }, { precondition }).catch(String)
    return [refused, await o.getCharacter('luna')]
  }),
  rule('a delete gives the character as deleted', async (o) => {
    await o.createCharacter(named('luna'))
    return o.deleteCharacter('LUNA')
  }),
  rule('who is deleted is not there', async (o) => {
    await o.createCharacter(named('luna'))
    await o.deleteCharacter('luna')
    return [await o.findCharacter('luna'), await o.listCharacters(), await o.countCharacters()]
  }),
  rule('who is not there cannot be deleted', (o) => o.deleteCharacter('ghost')),
  rule('a delete of another version is a conflict', async (o) => {
    await o.createCharacter(named('luna'))
    return o.deleteCharacter('luna', { expectedVersion: 2 })
  }),
  rule('a delete of the expected version deletes', async (o) => {
    await o.createCharacter(named('luna'))
    return o.deleteCharacter('luna', { expectedVersion: 1 })
  }),
  rule('a restore gives the character back', async (o) => {
    const { id } = await o.createCharacter(named('luna'))
    await o.deleteCharacter('luna')
    return [await o.restoreCharacter(id), await o.getCharacter('luna')]
  }),
  rule('a restore under another name raises the version', async (o) => {
    const { id } = await o.createCharacter(named('luna'))
    await o.deleteCharacter('luna')
    return o.restoreCharacter(id, { name: 'Nova' })
  }),
  rule('a restore under a taken name is refused', async (o) => {
    const { id } = await o.createCharacter(named('luna'))
    await o.deleteCharacter('luna')
    await o.createCharacter(named('luna'))
    return o.restoreCharacter(id)
  }),
  rule('who is active cannot be restored', async (o) => {
    const { id } = await o.createCharacter(named('luna'))
    return o.restoreCharacter(id)
  }),
  rule('a purge is for ever', async (o) => {
    const { id } = await o.createCharacter(named('luna'))
    await o.deleteCharacter('luna')
    await o.purgeCharacter(id)
    return [await o.listDeletedCharacters(), await o.restoreCharacter(id).catch(String)]
  }),
  rule('a purge gives nothing', async (o) => {
    const { id } = await o.createCharacter(named('luna'))
    await o.deleteCharacter('luna')
    return (await o.purgeCharacter(id)) === undefined
  }),
  rule('who is active cannot be purged', async (o) => {
    const { id } = await o.createCharacter(named('luna'))
    return o.purgeCharacter(id)
  }),
  ...['', '.', '..', 'luna', 'a/b', '%2e', 'ü ?#', 'f'.repeat(24), 'x'.repeat(1_000)].flatMap(
    (id) => [
      rule(`nothing deleted has the id '${id.slice(0, 30)}' to restore`, (o) =>
        o.restoreCharacter(id),
      ),
      rule(`nothing deleted has the id '${id.slice(0, 30)}' to purge`, (o) => o.purgeCharacter(id)),
    ],
  ),
  rule('an edit starts from the present character', async (o) => {
    await o.createCharacter(named('luna', { level: 1 }))
    return o.editCharacter('luna', ({ level }) => ({ level: (level ?? 0) + 1 }))
  }),
  rule('an edit may wait, and send back all that it saw', async (o) => {
    await o.createCharacter(named('luna'))
    return o.editCharacter('luna', async (current) => untyped({ ...current, mood: 'wild' }))
  }),
  rule('edits at the same time all survive', async (o) => {
    await o.createCharacter(named('luna', { tags: [] }))
    const adds = Array.from({ length: 6 }, (_, n) =>
      o.editCharacter('luna', ({ tags }) => ({ tags: [...tags, `t${n}`] })),
    )
    await Promise.all(adds)
    const { tags, version_number } = await o.getCharacter('luna')
    return { tags: [...tags].sort(), version_number }
  }),
  rule('what an edit throws comes out', async (o) => {
    await o.createCharacter(named('luna'))
    return o.editCharacter('luna', () => {
      throw new RangeError('no')
    })
  }),
  rule('an edit that returns nothing is refused', async (o) => {
    await o.createCharacter(named('luna'))
    return o.editCharacter('luna', () => untyped(undefined))
  }),
  rule('an edit of another version is a conflict, and its function is not called', async (o) => {
    await o.createCharacter(named('luna'))
    return o.editCharacter('luna', () => untyped('called'), { expectedVersion: 3 })
  }),
  rule('an edit that states another version is a conflict', async (o) => {
    await o.createCharacter(named('luna'))
    return o.editCharacter('luna', () => ({ version_number: 7 }))
  }),
  rule('an edit of nobody is refused', (o) => o.editCharacter('ghost', () => ({}))),
  rule('an edit that renames renames', async (o) => {
    await o.createCharacter(named('luna'))
    return o.editCharacter('luna', () => ({ name: 'nova' }))
  }),
  ...NOT_JSON().map(([what, value]) =>
    rule(`a level that is ${what} is refused, naming it`, async (o) => {
      await o.createCharacter(named('luna'))
      const error = await o.updateCharacter('luna', untyped({ level: value })).catch((e) => e)
      return [error.code, error.issues?.[0]?.path[0]]
    }),
  ),
  ...([undefined, null, 7, 'luna', [], new Map()] as const).map((input) =>
    rule(
      `a patch that is ${Array.isArray(input) ? 'an array' : String(input)} is refused`,
      async (o) => {
        await o.createCharacter(named('luna'))
        const error = await o.updateCharacter('luna', untyped(input)).catch((e) => e)
        return [error.code, (await o.getCharacter('luna')).version_number]
      },
    ),
  ),
]

/** What JSON would turn into something else, or leave out. */
function NOT_JSON(): (readonly [what: string, value: unknown])[] {
  const ring: { self?: unknown } = {}
  ring.self = ring
  return [
    ['not a number', Number.NaN],
    ['endless', Number.POSITIVE_INFINITY],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a bigint', 1n],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a ring', ring],
  ]
}

function rule(
  title: string,
  run: (o: Operations) => Promise<unknown>,
  more: Partial<Rule> = {},
): Rule {
  return { title, run, ...more }
}
