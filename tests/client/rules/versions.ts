import { named, type Operations, type Rule } from './rule.ts'

/** History: reading, comparing, going back. */
export const VERSIONS: readonly Rule[] = [
  rule('versions come newest first', (o) => withHistory(o, () => o.listVersions('LUNA'))),
  rule('a page of versions begins below a number', (o) =>
    withHistory(o, async () => [
      await o.listVersions('luna', { limit: 2 }),
      await o.listVersions('luna', { limit: 2, before: 3 }),
      await o.listVersions('luna', { before: 1 }),
      await o.listVersions('luna', { before: 99, limit: 1 }),
    ]),
  ),
  rule('versions of nobody are not found', (o) => o.listVersions('ghost')),
  ...[1, 2, 3, 4].map((n) =>
    rule(`version ${n} is read as it was`, (o) => withHistory(o, () => o.getVersion('luna', n))),
  ),
  ...[5, 99, 10 ** 15, Number.MAX_SAFE_INTEGER].map((n) =>
    rule(`version ${n} never was`, (o) => withHistory(o, () => o.getVersion('luna', n))),
  ),
  rule('a version of nobody is not found', (o) => o.getVersion('ghost', 1)),
  rule('a version that was pruned says so', (o) =>
    withHistory(o, async () => {
      for (let n = 0; n < 10; n++) await o.updateCharacter('luna', { level: n })
      return o.getVersion('luna', 1)
    }),
  ),
  rule('a rollback appends the content of an older version', (o) =>
    withHistory(o, async () => [
      await o.rollbackCharacter('luna', 2),
      await o.getCharacter('luna'),
    ]),
  ),
  rule('a rollback keeps the name', (o) =>
    withHistory(o, async () => {
      await o.updateCharacter('luna', { name: 'nova' })
      return o.rollbackCharacter('nova', 1)
    }),
  ),
  rule('a rollback to what never was is refused', (o) =>
    withHistory(o, () => o.rollbackCharacter('luna', 77)),
  ),
  rule('a rollback of nobody is refused', (o) => o.rollbackCharacter('ghost', 1)),
  rule('a rollback of the expected version goes back', (o) =>
    withHistory(o, () => o.rollbackCharacter('luna', 1, { expectedVersion: 4 })),
  ),
  rule('a rollback of another version is a conflict', (o) =>
    withHistory(o, () => o.rollbackCharacter('luna', 1, { expectedVersion: 2 })),
  ),
  rule('a rollback under a precondition shows the present one', (o) =>
    withHistory(o, async () => {
      const seen: number[] = []
      const precondition = (current: { version_number: number }) => {
        seen.push(current.version_number)
      }
      await o.rollbackCharacter('luna', 1, { precondition })
      return seen
    }),
  ),
  rule('two versions are compared as a JSON Patch', (o) =>
    withHistory(o, async () => [
      await o.diffVersions('luna', 1, 3),
      await o.diffVersions('luna', 3, 1),
      await o.diffVersions('luna', 2, 2),
    ]),
  ),
  rule(
    'a change of the system prompt is in the comparison',
    (o) => withHistory(o, () => o.diffVersions('luna', 3, 4)),
    { inSafeView: { found: [] } },
  ),
  rule('a comparison with what never was is refused', (o) =>
    withHistory(o, () => o.diffVersions('luna', 1, 9)),
  ),
  rule('a comparison of two that never were names the first', (o) =>
    withHistory(o, () => o.diffVersions('luna', 8, 9)),
  ),
  rule('a comparison of nobody is refused', (o) => o.diffVersions('ghost', 1, 2)),
  rule('a deleted character has no versions to read', (o) =>
    withHistory(o, async () => {
      await o.deleteCharacter('luna')
      return o.listVersions('luna')
    }),
  ),
  rule('a restored character has its versions again', (o) =>
    withHistory(o, async () => {
      const { id } = await o.deleteCharacter('luna')
      await o.restoreCharacter(id)
      return (await o.listVersions('luna')).map(({ version_number }) => version_number)
    }),
  ),
]

/** Four versions of luna. */
async function withHistory(o: Operations, then: () => Promise<unknown>): Promise<unknown> {
  await o.createCharacter(named('luna', { tags: ['a', 'b'], voice_settings: { pitch: 1 } }))
  await o.updateCharacter('luna', { traits: ['kind', 'brave'], level: 2 })
  await o.updateCharacter('luna', { tags: ['b'], voice_settings: { speed: 'x/y~z' } })
  await o.updateCharacter('luna', { system_prompt: 'You are Luna, the fourth.' })
  return then()
}

function rule(
  title: string,
  run: (o: Operations) => Promise<unknown>,
  more: Partial<Rule> = {},
): Rule {
  return { title, run, ...more }
}
