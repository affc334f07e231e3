import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ROOT } from '../package/source-graph.ts'

const run = promisify(execFile)

test('the quickstart does the main job on the built package', async () => {
  // Without the paths of tsconfig.tests.json `dramatis` is what package.json exports: the build.
  const { MONGODB_URI, ...env } = process.env
  const { stdout } = await run('npx', ['tsx', 'examples/quickstart.ts'], { cwd: ROOT, env })
  expect(stdout).toMatch(/created on memory: .* at version 1\n/)
  expect(stdout).toMatch(/edited: .*curious.* at version 3\n/)
  expect(stdout).toMatch(/rolled back: .* at version 4\n/)
  expect(stdout).toMatch(/deleted: null\n/)
  expect(stdout).toMatch(/restored: .* at version 4\n/)
})
