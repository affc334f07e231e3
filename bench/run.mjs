// npm run bench            all suites
// npm run bench -- get     one suite
// Each contender runs in a process of its own; the results are printed and kept in bench/results.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const SUITES = ['get', 'misses', 'http', 'mongo', 'list', 'footprint']
const wanted = process.argv.slice(2)
const unknown = wanted.find((suite) => !SUITES.includes(suite))
if (unknown !== undefined) {
  console.error(`no suite '${unknown}': choose from ${SUITES.join(', ')}`)
  process.exit(2)
}

if (!existsSync(`${HERE}../dist/index.js`)) run('npm', ['run', '--silent', 'build'], `${HERE}..`)
if (!existsSync(`${HERE}node_modules`)) run('npm', ['ci', '--no-audit', '--no-fund'], HERE)
mkdirSync(`${HERE}results`, { recursive: true })
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`)

for (const name of wanted.length > 0 ? wanted : SUITES) {
  const suite = await import(`./suites/${name}.mjs`)
  const rows = []
  for (const contender of suite.contenders) rows.push({ contender, ...measure(name, contender) })
  writeFileSync(`${HERE}results/${name}.json`, `${JSON.stringify(rows, null, 2)}\n`)
  console.log(`\n## ${name}: ${suite.title}\n`)
  console.log(toTable(rows))
}

function measure(suite, contender) {
  const child = spawnSync(
    process.execPath,
    ['--expose-gc', `${HERE}contender.mjs`, suite, contender],
    { cwd: HERE, encoding: 'utf8', stdio: 'pipe' },
  )
  if (child.status === 0) return JSON.parse(child.stdout.trim().split('\n').at(-1))
  return { failed: child.stderr.trim().slice(-200).replaceAll('\n', ' ') }
}

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}

function toTable(rows) {
  const columns = [...new Set(rows.flatMap(Object.keys))]
  const show = (value) =>
    typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(4) : (value ?? '')
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((column) => show(row[column])))),
  ].join('\n')
}
