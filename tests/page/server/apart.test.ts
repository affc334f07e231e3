import { expect, test } from 'vitest'
import { ENTRIES } from '../../package/public-names.ts'
import { readSources } from '../../package/source-graph.ts'

const sources = new Map(readSources('src').map((file) => [file.path, file]))

/** The sources that are loaded with one. */
function loadedWith(path: string, loaded: Set<string> = new Set()): Set<string> {
  if (loaded.has(path)) return loaded
  loaded.add(path)
  for (const { target, isRelative, isType } of sources.get(path)?.imports ?? []) {
    if (isRelative && !isType) loadedWith(target, loaded)
  }
  return loaded
}

function ofPage(entry: string): string[] {
  const path = `src/${entry.replace(/^dramatis\/?/, '') || 'index'}.ts`
  expect(sources.has(path)).toBe(true)
  return [...loadedWith(path)].filter((one) => one.startsWith('src/page'))
}

// Red when a mount, or an entry, imports more of the page than its type.
test.each(ENTRIES.filter((entry) => entry !== 'dramatis/page'))(
  '%s loads nothing of the page',
  (entry) => {
    expect(ofPage(entry)).toEqual([])
  },
)

test('dramatis/page does, and nothing that runs in the browser', () => {
  expect(ofPage('dramatis/page')).toContain('src/page/server/character-page.ts')
  expect(ofPage('dramatis/page').filter((one) => one.startsWith('src/page/app/'))).toEqual([])
})
