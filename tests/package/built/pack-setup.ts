import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { ROOT } from '../source-graph.ts'

/** What `npm pack` made of the repository. */
export interface PackedPackage {
  readonly tarball: string
  /** The files in it, sorted. */
  readonly files: readonly string[]
}

declare module 'vitest' {
  interface ProvidedContext {
    packed: PackedPackage
  }
}

/** Packs the built package once for all tests of it. */
export default function setup(project: TestProject): void {
  if (!existsSync(join(ROOT, 'dist/index.js')))
    throw new Error('no dist/: npm run build comes first')
  const directory = join(ROOT, '.cache/package')
  mkdirSync(directory, { recursive: true })
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', directory], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [packed] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }]
  project.provide('packed', {
    tarball: join(directory, packed.filename),
    files: packed.files.map(({ path }) => path).sort(),
  })
}
