import { all, named, type Operations, type Rule, untyped } from './rule.ts'

type Act = readonly [what: string, act: (o: Operations, value: never) => Promise<unknown>]

/** What takes a name, and asks the server. */
const ASKING_BY_NAME: readonly Act[] = [
  ['getCharacter', (o, name) => o.getCharacter(name)],
  ['findCharacter', (o, name) => o.findCharacter(name)],
  ['getCharacters', (o, name) => o.getCharacters(['luna', name])],
  ['updateCharacter', (o, name) => o.updateCharacter(name, {})],
  ['editCharacter', (o, name) => o.editCharacter(name, () => ({}))],
  ['deleteCharacter', (o, name) => o.deleteCharacter(name)],
  ['getVersionInfo', (o, name) => o.getVersionInfo(name)],
  ['listVersions', (o, name) => o.listVersions(name)],
  ['getVersion', (o, name) => o.getVersion(name, 1)],
  ['rollbackCharacter', (o, name) => o.rollbackCharacter(name, 1)],
  ['diffVersions', (o, name) => o.diffVersions(name, 1, 2)],
  ['setLabel', (o, name) => o.setLabel(name, 'production', 1)],
  ['listLabels', (o, name) => o.listLabels(name)],
]
/** What takes a name. */
const BY_NAME: readonly Act[] = [
  ...ASKING_BY_NAME,
  ['invalidateCharacter', async (o, name) => o.invalidateCharacter(name)],
]
const NO_NAMES: readonly unknown[] = [
  '',
  '  ',
  '..',
  'a/b',
  'a\\b',
  '\ud800',
  'x'.repeat(101),
  7,
  null,
]

/** Names whose letters say that they are none: only a server looks so closely. */
const NO_NAMES_WITHIN: readonly string[] = [
  'a\u0000b',
  'a\u202eb',
  'a\ue000',
  'a\u0378',
  '\u0301',
  'a ℀',
  '．．',
  '－',
  'ﷺ'.repeat(6),
]

/** What takes a number of things. */
const BY_LIMIT: readonly Act[] = [
  ['listCharacters', (o, limit) => o.listCharacters({ limit })],
  ['iterateCharacters', (o, limit) => all(o.iterateCharacters({ limit }))],
  ['listDeletedCharacters', (o, limit) => o.listDeletedCharacters({ limit })],
  ['listVersions', (o, limit) => o.listVersions('luna', { limit })],
]
const NO_LIMITS: readonly unknown[] = [0, -1, 1.5, 1_001, Number.NaN, '5', null]

/** What takes a version. */
const BY_VERSION: readonly Act[] = [
  ['getVersion', (o, version) => o.getVersion('luna', version)],
  ['rollbackCharacter', (o, version) => o.rollbackCharacter('luna', version)],
  ['diffVersions from', (o, version) => o.diffVersions('luna', version, 1)],
  ['diffVersions to', (o, version) => o.diffVersions('luna', 1, version)],
  ['listVersions before', (o, before) => o.listVersions('luna', { before })],
  ['an expected version', (o, n) => o.updateCharacter('luna', {}, { expectedVersion: n })],
  ['an expected version to delete', (o, n) => o.deleteCharacter('luna', { expectedVersion: n })],
]
const NO_VERSIONS: readonly unknown[] = [0, -1, 1.5, 2 ** 53, '1', null]

const MISUSE: readonly Rule[] = [
  rule('an edit that is no function is misuse', (o) => o.editCharacter('luna', untyped({}))),
  rule('names that are no array are refused', (o) => o.getCharacters(untyped('luna'))),
  rule('a thousand and one names are refused', (o) =>
    o.getCharacters(Array.from({ length: 1_001 }, () => 'luna')),
  ),
  rule('an order that there is not is refused', (o) => o.listCharacters(untyped({ sort: 'age' }))),
  rule('an order other than by name is refused with a label', (o) =>
    o.listCharacters({ sort: 'created_at', label: 'production' }),
  ),
  rule('what has a label is not counted', (o) =>
    o.countCharacters(untyped({ label: 'production' })),
  ),
  rule('a label that is none is refused', (o) => o.listCharacters({ label: 'Production' })),
  rule('latest is no label to set', (o) => o.setLabel('luna', 'latest', 1)),
  rule('a place that is too long is refused', (o) =>
    o.listCharacters(
      untyped({ sort: 'created_at', after: { id: 'x'.repeat(1_001), created_at: '' } }),
    ),
  ),
  rule('a page that begins after nobody is refused', (o) =>
    o.listCharacters(untyped({ after: null })),
  ),
  rule('a note that is too long is refused', (o) =>
    o.deleteCharacter('luna', { note: 'x'.repeat(1_001) }),
  ),
  rule('a note that is no text is refused', (o) => o.deleteCharacter('luna', untyped({ note: 7 }))),
  rule('a text that is none is refused', (o) => o.listCharacters(untyped({ text: 7 }))),
  rule('a text that is none is not counted either', (o) => o.countCharacters(untyped({ text: 7 }))),
  rule('where must be an object', (o) => o.listCharacters(untyped({ where: 'mood' }))),
  rule('a name to restore under that is none is refused', (o) =>
    o.restoreCharacter('f'.repeat(24), { name: 'a/b' }),
  ),
  rule('an id that is no text is refused', (o) => o.restoreCharacter(untyped(7))),
  rule('an id that is too long is refused', (o) => o.purgeCharacter('x'.repeat(1_001))),
  rule('a page that begins after a number is refused', (o) =>
    o.listCharacters(untyped({ after: 7 })),
  ),
  rule('a name says nothing of the place in another order', (o) =>
    o.listCharacters({ sort: 'created_at', after: 'luna' }),
  ),
  rule('a place without its time is refused', (o) =>
    o.listCharacters(untyped({ sort: 'created_at', after: { id: 'x', created_at: 'now' } })),
  ),
  rule('deleted ones after a number are refused', (o) =>
    o.listDeletedCharacters(untyped({ after: 7 })),
  ),
  rule('a ping that must answer at once is misuse', (o) => o.ping({ timeoutMs: 0 })),
]

/** What the service can find, and a query cannot say: misuse of a client, and named. */
const NOT_ASKABLE: readonly Rule[] = [
  { name: 'luna' },
  { display_name: 'Luna' },
  { version_number: { gt: 1 } },
  { traits: { any: ['kind'] } },
  { traits: { none: ['kind'] } },
  { traits: { empty: true } },
  { mood: { not: 'calm' } },
  { mood: null },
  { level: { gt: 1 } },
  { level: { in: [1], not: 2 } },
  { tags: { all: ['x', 'y'] } },
  { secret: 'hidden' },
].map((where) =>
  rule(
    `${JSON.stringify(where)} is asked of a service alone`,
    async (o) => {
      const field = Object.keys(where)[0] ?? ''
      try {
        return await o.countCharacters(untyped({ where }))
      } catch (error) {
        if (!String(error).includes(field)) throw new Error(`it does not name ${field}`)
        throw error
      }
    },
    { overHttp: 'TypeError' },
  ),
)

/** What is refused, and how. */
export const REFUSALS: readonly Rule[] = [
  ...refused('name', BY_NAME, NO_NAMES),
  ...refused('name', ASKING_BY_NAME, NO_NAMES_WITHIN),
  ...refused('limit', BY_LIMIT, NO_LIMITS),
  ...refused('version', BY_VERSION, NO_VERSIONS),
  ...MISUSE,
  ...NOT_ASKABLE,
  rule('an attribute that holds no such value is refused', (o) =>
    o.listCharacters(untyped({ where: { mood: undefined } })).catch(({ code }) => code),
  ),
]

function refused(kind: string, acts: readonly Act[], values: readonly unknown[]): Rule[] {
  return acts.flatMap(([what, act]) =>
    values.map((value) =>
      rule(`${what} refuses the ${kind} ${shown(value)}`, async (o) => {
        await o.createCharacter(named('luna'))
        return act(o, untyped(value))
      }),
    ),
  )
}

function rule(
  title: string,
  run: (o: Operations) => Promise<unknown>,
  more: Partial<Rule> = {},
): Rule {
  return { title, run, ...more }
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value).slice(0, 30)
}
