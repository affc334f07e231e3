import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { faultyStorage } from '../../src/testing/faulty-storage.ts'
import { roomOf } from '../package/floors.ts'
import { ROOT, readSources } from '../package/source-graph.ts'

const PAGE = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')

function arrowsOfThePicture(): string[] {
  const picture = /```mermaid\nflowchart([\s\S]*?)```/.exec(PAGE)?.[1] ?? ''
  const arrows = picture.matchAll(/^ {2}(\w+) (?:-->|-\. contract \.->) (\w+)$/gm)
  return [...arrows].map(([, from, to]) => `${from} → ${to}`).sort()
}

function importsOfTheSources(): string[] {
  const arrows = readSources('src').flatMap(({ path, imports }) =>
    imports
      .filter(({ isRelative, target }) => isRelative && roomOf(target) !== roomOf(path))
      .map(({ target }) => `${roomOf(path)} → ${roomOf(target)}`),
  )
  return [...new Set(arrows)].sort()
}

describe('the architecture page', () => {
  test('draws the arrows that the imports of the sources make, all of them and no other', () => {
    // Red when an arrow is drawn or left out that the sources do not bear out.
    const drawn = arrowsOfThePicture()
    expect(drawn.length).toBeGreaterThan(10)
    expect(drawn).toEqual(importsOfTheSources())
  })

  test('names only files that exist', () => {
    const named = [
      ...[...PAGE.matchAll(/`(src\/[\w/.-]+\.ts)`/g)].map(([, path]) => path ?? ''),
      ...[...PAGE.matchAll(/participant \w+ as ([\w-]+\/[\w/.-]+\.ts)/g)].map(
        ([, path]) => `src/${path}`,
      ),
    ]
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })

  test('tells truly what becomes of a read that a write overtakes', async () => {
    const storage = faultyStorage(memoryStorage())
    const service = new CharacterService({ storage })
    await service.createCharacter({
      name: 'luna',
      display_name: 'Luna',
      personality: 'Friendly AI assistant',
      system_prompt: 'You are Luna.',
      traits: [],
    })
    service.clearCache()
    const gate = storage.gate('find', 1, 'after')
    const early = service.getCharacter('luna')
    await gate.reached
    await service.updateCharacter('luna', { traits: ['brave'] })
    gate.open()
    expect((await early).version_number).toBe(1)
    const before = storage.count('find')
    expect((await service.getCharacter('luna')).version_number).toBe(2)
    expect(storage.count('find')).toBe(before)
    expect(service.stats().refusedFills).toBe(1)
  })
})
