// Everything that has to be green before a change is taken, in one run: `npm run check`.
// Ends with `<n> passed, <n> failed` over all tests and all other checks, each of which counts as one.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const REPORTS = '.cache/reports'

// `tests`: counted one by one from Vitest's report. `needs`: worth nothing when that one failed.
const STEPS = [
  { name: 'lint', script: 'lint' },
  { name: 'types', script: 'typecheck' },
  { name: 'reference', script: 'lint:docs' },
  { name: 'unused', script: 'lint:unused' },
  { name: 'tests', script: 'test', tests: true },
  { name: 'build', script: 'build' },
  { name: 'publint', script: 'lint:publint', needs: 'build' },
  { name: 'attw', script: 'lint:attw', needs: 'build' },
  { name: 'package', script: 'test:package', tests: true, needs: 'build' },
  { name: 'examples', script: 'test:examples', tests: true, needs: 'build' },
]

const results = new Map()
rmSync(new URL(`../${REPORTS}`, import.meta.url), { recursive: true, force: true })
mkdirSync(new URL(`../${REPORTS}`, import.meta.url), { recursive: true })
for (const step of STEPS) results.set(step.name, runStep(step))
summarise()

function runStep({ name, script, tests, needs }) {
  console.log(`\n=== ${name} ===`)
  if (needs !== undefined && results.get(needs).failed > 0) {
    console.log(`not run: ${needs} failed`)
    return { passed: 0, failed: 1, skipped: 0, seconds: 0 }
  }
  const started = performance.now()
  const report = `${REPORTS}/${name}.json`
  const options = tests
    ? ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    : []
  const { status } = spawnSync('npm', ['run', '--silent', script, ...options], {
    cwd: ROOT,
    stdio: 'inherit',
  })
  const counts = tests ? countTests(report, status) : countOne(status)
  return { ...counts, seconds: (performance.now() - started) / 1000 }
}

function countOne(status) {
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
}

function countTests(report, status) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  try {
    const json = JSON.parse(readFileSync(new URL(`../${report}`, import.meta.url), 'utf8'))
    counts.passed = json.numPassedTests
    counts.failed = json.numFailedTests
    counts.skipped = json.numPendingTests + json.numTodoTests
  } catch (error) {
    console.log(`no report of the tests: ${error.message}`)
  }
  // A file that does not load, or an error outside every test, fails a run without failing a test.
  if (status !== 0 && counts.failed === 0) counts.failed = 1
  return counts
}

function summarise() {
  let passed = 0
  let failed = 0
  console.log('\n=== summary ===')
  for (const [name, result] of results) {
    passed += result.passed
    failed += result.failed
    const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : ''
    const counts = `${result.passed} passed, ${result.failed} failed${skipped}`
    console.log(`${name.padEnd(10)}${counts} (${result.seconds.toFixed(1)} s)`)
  }
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}
