import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import {
  endsEndlessBodies,
  ignoresHost,
  inHost,
  keepsMiddleware,
  knowsMethods,
  leaksNothing,
  leavesOtherPaths,
  readsRawPaths,
  refusesBadBodies,
  type Scene,
  servesAll,
  survivesAborts,
} from './cells.ts'
import { fastifyMount } from './fastify-mount.ts'
import { honoMount, nextMount } from './fetch-mounts.ts'
import { koaMount } from './koa-mount.ts'
import type { Mount } from './mount.ts'
import { nestMount } from './nest-mount.ts'
import { connectMount, express4Mount, express5Mount, nodeMount } from './node-mounts.ts'
import { type CellMark, renderTable, tableIn } from './table.ts'

// The frameworks send stacks to clients in every mode but this one, which they look up on loading.
vi.hoisted(() => vi.stubEnv('NODE_ENV', 'production'))

const MOUNTS: readonly Mount[] = [
  nodeMount,
  connectMount,
  express4Mount,
  express5Mount,
  nestMount,
  fastifyMount,
  koaMount,
  honoMount,
  nextMount,
]

/** A column of the table: what must hold, and for which mounts the question makes sense. */
interface Column {
  readonly title: string
  readonly applies?: (mount: Mount) => boolean
  /** For which mounts it holds only as the note below the table says. */
  readonly isNoted?: (mount: Mount) => boolean
  readonly hold: (mount: Mount) => Promise<void>
}

/** Holds at the root and under a prefix alike. */
function both(check: (scene: Scene) => Promise<void>) {
  return async (mount: Mount) => {
    await inHost(mount, { prefix: '' }, check)
    await inHost(mount, { prefix: '/api' }, check)
  }
}

async function all(scene: Scene): Promise<void> {
  await servesAll(scene)
  await refusesBadBodies(scene)
}

const COLUMNS: readonly Column[] = [
  { title: 'at the root', hold: (mount) => inHost(mount, { prefix: '' }, servesAll) },
  { title: 'under a prefix', hold: (mount) => inHost(mount, { prefix: '/api' }, servesAll) },
  {
    title: 'before a body parser',
    applies: ({ hasParser }) => hasParser,
    hold: (mount) => inHost(mount, { parser: 'after' }, all),
  },
  {
    title: 'after a body parser',
    applies: ({ hasParser }) => hasParser,
    hold: (mount) => inHost(mount, { prefix: '/api', parser: 'before' }, all),
  },
  { title: 'bad bodies', hold: both(refusesBadBodies) },
  {
    title: '`%2F`, slashes',
    isNoted: ({ name }) => name.startsWith('Next'),
    hold: both(readsRawPaths),
  },
  { title: 'HEAD, OPTIONS, 405, 304', hold: both(knowsMethods) },
  {
    title: 'endless bodies',
    applies: ({ name }) => !name.startsWith('Next'),
    hold: both(endsEndlessBodies),
  },
  {
    title: 'clients that abort',
    applies: ({ name }) => !name.startsWith('Next'),
    hold: both(survivesAborts),
  },
  { title: 'odd `Host`, absolute targets', hold: both(ignoresHost) },
  { title: 'other paths', hold: both(leavesOtherPaths) },
  {
    title: 'helmet, CORS, compression',
    applies: ({ hasExtras }) => hasExtras,
    hold: (mount) => inHost(mount, { prefix: '/api', extras: true }, keepsMiddleware),
  },
  { title: 'no leaks', hold: both(leaksNothing) },
]

// Express and Connect print the errors of their own parsers there.
vi.spyOn(console, 'error').mockImplementation(() => {})

const README = new URL('../../../README.md', import.meta.url)
const marks = new Map<string, CellMark>()
describe.each(MOUNTS)('$name', (mount) => {
  for (const { title, applies, isNoted, hold } of COLUMNS) {
    const isMeant = applies?.(mount) ?? true
    if (!isMeant) marks.set(`${mount.name} ${title}`, '–')
    else {
      test(title, async () => {
        await hold(mount)
        marks.set(`${mount.name} ${title}`, isNoted?.(mount) ? '✓ ¹' : '✓')
      })
    }
  }
})

// WRITE_README=1 writes it.
test('the table of the README is what was found', () => {
  const rows = MOUNTS.map(({ name, how }) => {
    const found = COLUMNS.map(({ title }) => marks.get(`${name} ${title}`))
    expect([name, found]).not.toContain(undefined)
    return [name, how, found as CellMark[]] as const
  })
  const table = renderTable(
    COLUMNS.map(({ title }) => title),
    rows,
  )
  console.log(`figure: mounts:\n${table}`)
  const readme = readFileSync(README, 'utf8')
  const written = tableIn(readme)
  if (process.env.WRITE_README === '1' && written !== null) {
    writeFileSync(README, readme.replace(written, table))
  } else expect(written).toBe(table)
})
