import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { alternateRounds, atMost } from '../measure.mjs'

export const title = 'how long the command takes to begin, against `node -e 0`'
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const FOLDER = fileURLToPath(new URL('../../examples/characters', import.meta.url))

export const contenders = ['--version', '--help', 'validate']

export async function measure(contender) {
  const given = contender === 'validate' ? [contender, FOLDER] : [contender]
  const { base, own, ratio } = await alternateRounds(
    () => timeOf(['-e', '0']),
    () => timeOf([CLI, ...given]),
  )
  const goal = contender === 'validate' ? {} : atMost(own, Math.round(1.5 * base + 100))
  return { ms: own, 'node -e 0 ms': base, ratio, ...goal }
}

async function timeOf(given) {
  const start = performance.now()
  execFileSync(process.execPath, given, { stdio: 'ignore' })
  return performance.now() - start
}
