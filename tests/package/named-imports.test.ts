import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PUBLIC_NAMES } from './public-names.ts'
import { packageImports } from './snippets.ts'
import { ROOT } from './source-graph.ts'

const FOLDERS = ['src', 'docs', 'examples']
const DOCUMENTS = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md']

function texts(): string[] {
  const inFolders = FOLDERS.filter((folder) => existsSync(join(ROOT, folder))).flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(folder, path),
    ),
  )
  const isText = (path: string): boolean => /\.(ts|md|mjs)$/.test(path)
  const isOurs = (path: string): boolean => !path.includes('node_modules')
  return [...DOCUMENTS.filter((path) => existsSync(join(ROOT, path))), ...inFolders].filter(
    (path) => isText(path) && isOurs(path),
  )
}

test('every import of the package in documents, comments and examples exists', () => {
  const faults: string[] = []
  let count = 0
  for (const path of texts()) {
    for (const { entry, names } of packageImports(readFileSync(join(ROOT, path), 'utf8'))) {
      count++
      const listed = PUBLIC_NAMES[entry]
      if (listed === undefined) {
        faults.push(`${path} imports ${entry}: there is no such entry`)
        continue
      }
      const exported = [...listed.values, ...listed.types]
      for (const name of names.filter((name) => !exported.includes(name))) {
        faults.push(`${path} imports ${name} from ${entry}: it is not exported`)
      }
    }
  }
  console.log(`figure: imports in documents, comments and examples: ${count}`)
  expect(faults).toEqual([])
  expect(count).toBeGreaterThan(0)
})
