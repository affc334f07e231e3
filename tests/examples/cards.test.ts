import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ROOT } from '../package/source-graph.ts'

test('the example of cards brings a card in and out on the built package', async () => {
  const { MONGODB_URI, ...env } = process.env
  const command = ['tsx', 'examples/cards.ts']
  const { stdout } = await promisify(execFile)('npx', command, { cwd: ROOT, env })
  expect(stdout).toMatch(/stored on memory: Mira with tags Lighthouse, Calm, calm\n/)
  expect(stdout).toMatch(/^system: \S/m)
  expect(stdout).toMatch(/^assistant: \S/m)
  expect(stdout).toMatch(/written as v3 to .*card\.png with 4 greetings\n/)
})
