import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ROOT } from '../package/source-graph.ts'

const run = promisify(execFile)

test('every operation becomes a span of OpenTelemetry, without a persona’s text', async () => {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', 'examples/tracing.ts'], {
    cwd: ROOT,
  })
  const names = [...stdout.matchAll(/^ {2}name: '(.*)',$/gm)].map(([, name]) => name)
  expect(names).toEqual([
    'dramatis.createCharacter',
    'dramatis.getCharacter',
    'dramatis.getCharacter',
  ])
  expect(stdout).toContain("'character.name': 'luna'")
  expect(stdout).toContain("'error.type': 'CHARACTER_NOT_FOUND'")
  expect(stdout).not.toContain('Friendly AI assistant')
})
