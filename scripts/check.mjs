// Everything that has to be green before a change is taken, in one run: `npm run check`.
// Ends with `<n> passed, <n> failed` over all tests and all other checks, each of which counts as one.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const REPORTS = '.cache/reports'

// `tests`: counted one by one from Vitest's report, which takes every core for itself; all others
// take one, and run beside each other, those first that take longest. `needs`: worth nothing when
// that one failed.
const STEPS = [
  { name: 'types', script: 'typecheck' },
  { name: 'build', script: 'build' },
  { name: 'reference', script: 'lint:docs' },
  { name: 'unused', script: 'lint:unused' },
  { name: 'lint', script: 'lint' },
  { name: 'attw', script: 'lint:attw', needs: 'build' },
  { name: 'publint', script: 'lint:publint', needs: 'build' },
  { name: 'tests', script: 'test', tests: true },
  { name: 'page', script: 'test:page', tests: true },
  { name: 'processes', script: 'test:processes', tests: true },
  { name: 'package', script: 'test:package', tests: true, needs: 'build' },
  { name: 'examples', script: 'test:examples', tests: true, needs: 'build' },
]

const started = performance.now()
rmSync(new URL(`../${REPORTS}`, import.meta.url), { recursive: true, force: true })
mkdirSync(new URL(`../${REPORTS}`, import.meta.url), { recursive: true })
const results = new Map()
await runBesideEachOther(STEPS.filter(({ tests }) => !tests))
for (const step of STEPS.filter(({ tests }) => tests)) await runStep(step)
summarise()

async function runBesideEachOther(steps) {
  const waiting = [...steps]
  const isReady = ({ needs }) => needs === undefined || results.has(needs)
  const running = new Set()
  while (waiting.length > 0 || running.size > 0) {
    const next = running.size < availableParallelism() ? waiting.findIndex(isReady) : -1
    if (next === -1) {
      await Promise.race(running)
      continue
    }
    const [step] = waiting.splice(next, 1)
    const ended = runStep(step).finally(() => running.delete(ended))
    running.add(ended)
  }
}

async function runStep({ name, script, tests, needs }) {
  if (needs !== undefined && results.get(needs).failed > 0) {
    console.log(`\n=== ${name} ===\nnot run: ${needs} failed`)
    results.set(name, { passed: 0, failed: 1, skipped: 0, seconds: 0 })
    return
  }
  const begun = performance.now()
  const counts = await (tests ? runTests(name, script) : runOther(name, script))
  results.set(name, { ...counts, seconds: (performance.now() - begun) / 1000 })
}

async function runTests(name, script) {
  console.log(`\n=== ${name} ===`)
  const report = `${REPORTS}/${name}.json`
  const own = ['slowest-files', 'what-failed'].map((name) => `./tests/support/${name}.ts`)
  const reporters = ['default', 'json', ...own]
  const options = reporters.map((reporter) => `--reporter=${reporter}`)
  const { status } = await run(script, 'inherit', '--', ...options, `--outputFile.json=${report}`)
  return countTests(report, status)
}

async function runOther(name, script) {
  // Printed when it has ended: the steps beside it print as well.
  const { status, printed } = await run(script, 'pipe')
  console.log(`\n=== ${name} ===\n${printed}`)
  return countOne(status)
}

/** Runs a script of package.json; gives its exit code, and what it printed into a pipe. */
function run(script, output, ...options) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', script, ...options], {
      cwd: ROOT,
      stdio: ['inherit', output, output],
    })
    const chunks = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (one) => chunks.push(one))
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, printed: Buffer.concat(chunks).toString() }))
  })
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
  for (const { name } of STEPS) {
    const result = results.get(name)
    passed += result.passed
    failed += result.failed
    const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : ''
    const counts = `${result.passed} passed, ${result.failed} failed${skipped}`
    console.log(`${name.padEnd(10)}${counts} (${result.seconds.toFixed(1)} s)`)
  }
  const whatFailed = new URL(`../${REPORTS}/failed.txt`, import.meta.url)
  if (existsSync(whatFailed)) console.log(`\n${readFileSync(whatFailed, 'utf8')}`)
  console.log(`${'all'.padEnd(10)}${((performance.now() - started) / 1000).toFixed(1)} s`)
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}
