import fc from 'fast-check'
import { applyPatch } from 'rfc6902'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Character, CharacterUpdate } from '../../src/model/character.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { diffCharacters, type VersionChange } from '../../src/service/diff.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'

/** What a diff speaks of: everything but who a character is, and when and as what it was stored. */
function contentOf(character: Character): object {
  const { id, created_at, updated_at, is_active, version_number, ...content } = character
  return structuredClone(content)
}

/** What a library of other people makes of a patch. */
function patched(before: Character, patch: readonly VersionChange[]): object {
  const content = contentOf(before)
  const failures = applyPatch(content, structuredClone([...patch])).filter(
    (error) => error !== null,
  )
  expect(failures).toEqual([])
  return content
}

/** Every operation of a patch turned round, from the last to the first. */
function reversed(patch: readonly VersionChange[]): VersionChange[] {
  return patch.toReversed().map((change): VersionChange => {
    const { path } = change
    if (change.op === 'add') return { op: 'remove', path, old_value: change.value }
    if (change.op === 'remove') return { op: 'add', path, value: change.old_value }
    return { op: 'replace', path, value: change.old_value, old_value: change.value }
  })
}

eachStorage(({ create }) => {
  test('a diff names each changed field with both values', async () => {
    const service = new CharacterService({ storage: create() })
    await service.createCharacter(luna({ voice_settings: { pitch: 1, engine: { id: 'a/b' } } }))
    await service.updateCharacter('luna', {
      personality: 'Calm',
      traits: ['helpful', 'curious'],
      voice_settings: { engine: { id: 'c' }, speed: 2 },
    })
    expect(await service.diffVersions('luna', 1, 2)).toEqual([
      {
        op: 'replace',
        path: '/personality',
        value: 'Calm',
        old_value: 'Friendly AI assistant',
      },
      { op: 'replace', path: '/traits/1', value: 'curious', old_value: 'creative' },
      { op: 'replace', path: '/voice_settings/engine/id', value: 'c', old_value: 'a/b' },
      { op: 'add', path: '/voice_settings/speed', value: 2 },
      { op: 'remove', path: '/voice_settings/pitch', old_value: 1 },
      { op: 'remove', path: '/traits/2', old_value: 'patient' },
    ])
  })

  test('a diff may go back in time, and of a version with itself it is empty', async () => {
    const service = new CharacterService({ storage: create() })
    await service.createCharacter(luna({ avatar_url: 'https://example.com/1.png' }))
    await service.updateCharacter('luna', { avatar_url: null, name: 'selene' })
    expect(await service.diffVersions('selene', 2, 1)).toEqual([
      { op: 'replace', path: '/name', value: 'luna', old_value: 'selene' },
      {
        op: 'replace',
        path: '/avatar_url',
        value: 'https://example.com/1.png',
        old_value: null,
      },
    ])
    expect(await service.diffVersions('selene', 1, 1)).toEqual([])
    expect(await service.diffVersions('selene', 2, 2)).toEqual([])
  })

  test('a diff says nothing of numbers and times', async () => {
    const service = new CharacterService({ storage: create() })
    const before = await service.createCharacter(luna())
    const after = await service.updateCharacter('luna', {})
    expect(after.version_number).not.toBe(before.version_number)
    expect(await service.diffVersions('luna', 1, 2)).toEqual([])
  })

  test('a diff with a version that is missing says which one', async () => {
    const service = new CharacterService({ storage: create() })
    await service.createCharacter(luna())
    for (const [from, to] of [
      [1, 9],
      [9, 1],
    ] as const) {
      await expect(service.diffVersions('luna', from, to)).rejects.toMatchObject({
        code: 'CHARACTER_VERSION_NOT_FOUND',
        version: 9,
        reason: 'never',
      })
    }
    for (const [from, to, field] of [
      [0, 1, 'from'],
      [1, 1.5, 'to'],
    ] as const) {
      await expect(service.diffVersions('luna', from, to)).rejects.toMatchObject({
        code: 'CHARACTER_VALIDATION',
        issues: [{ path: [field] }],
      })
    }
  })
})

const model = defineCharacterModel({ attributes: { memory: z.json().default(null) } })

/** Keys that a pointer must escape, that look like an index, and that every object inherits. */
const key = fc.oneof(
  fc.constantFrom('a', 'b', 'a/b', '~', '~0', '~1', '/', '0', '1', '-', ' ', 'é', '😀'),
  fc.constantFrom('toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', 'length'),
)
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, 0, 1, -1.5, '', 'x', '0'),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))
const settings = fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true })
const change = fc.record(
  {
    personality: fc.constantFrom('calm', 'wild'),
    traits: fc.array(fc.constantFrom('kind', 'bold', 'shy'), { maxLength: 5 }),
    avatar_url: fc.constantFrom(null, 'https://example.com/a.png'),
    voice_settings: fc.option(settings),
    memory: json,
  },
  { requiredKeys: [] },
)

describe('a patch', () => {
  // Red when removals from an array come in ascending order, when a pointer is not escaped, and when
  // a key that every object inherits is taken to be there.
  test('leads from any version to any other, and turned round back again', async () => {
    const pairs = sized('random pairs of versions', 20_000, 4_000)
    const { seed } = seededRandom('patches')
    let operations = 0
    const service = new CharacterService({ storage: memoryStorage({ keepVersions: 2 }), model })
    await service.createCharacter(luna())
    const property = fc.asyncProperty(change, async (fields) => {
      const patch = fields as CharacterUpdate
      const { version_number } = await service.updateCharacter('luna', patch)
      const [after, before] = await service.listVersions('luna')
      if (!after || !before) throw new Error('two versions are kept')
      const forth = await service.diffVersions('luna', version_number - 1, version_number)
      const back = await service.diffVersions('luna', version_number, version_number - 1)
      operations += forth.length + back.length
      expect(patched(before, forth)).toEqual(contentOf(after))
      expect(patched(after, back)).toEqual(contentOf(before))
      expect(patched(after, reversed(forth))).toEqual(contentOf(before))
    })
    await fc.assert(property, { numRuns: pairs / 2, seed })
    figure('patches applied by an independent library', `${pairs} pairs, ${operations} operations`)
    expect(operations).toBeGreaterThan(pairs)
  }, 120_000)

  test('knows keys that every object inherits, whoever wrote them', () => {
    const voice = (text: string): Character => ({
      ...(luna() as Character),
      voice_settings: JSON.parse(text),
    })
    const [bare, odd] = [voice('{}'), voice('{"constructor":1,"toString":{"a":[]}}')]
    expect(diffCharacters(bare, odd)).toEqual([
      { op: 'add', path: '/voice_settings/constructor', value: 1 },
      { op: 'add', path: '/voice_settings/toString', value: { a: [] } },
    ])
    expect(diffCharacters(odd, bare)).toEqual([
      { op: 'remove', path: '/voice_settings/toString', old_value: { a: [] } },
      { op: 'remove', path: '/voice_settings/constructor', old_value: 1 },
    ])
  })
})
