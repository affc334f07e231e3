// npm run bench                    all suites
// npm run bench -- get             one suite
// npm run bench -- --readme        … and writes the tables into bench/README.md
// npm run bench -- --no-build      measures dist/ as it is
// Each contender runs in a process of its own; the results are printed and kept in bench/results.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { intoReadme, machine, toTable } from './report.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const SUITES = [
  'get',
  'misses',
  'bus',
  'http',
  'wire',
  'mongo',
  'list',
  'words',
  'cards',
  'footprint',
  'entries',
  'refusals',
  'prompts',
  'sync',
  'command',
]
const FLAGS = ['--readme', '--no-build']
const given = process.argv.slice(2)
const flags = given.filter((argument) => argument.startsWith('--'))
const wanted = given.filter((argument) => !argument.startsWith('--'))
refuseUnknown('option', flags, FLAGS)
refuseUnknown('suite', wanted, SUITES)

if (!flags.includes('--no-build') || !existsSync(`${HERE}../dist/index.js`)) {
  run('npm', ['run', '--silent', 'build'], `${HERE}..`)
}
if (!existsSync(`${HERE}node_modules`)) run('npm', ['ci', '--no-audit', '--no-fund'], HERE)
mkdirSync(`${HERE}results`, { recursive: true })
console.log(machine())

for (const name of wanted.length > 0 ? wanted : SUITES) {
  const suite = await import(`./suites/${name}.mjs`)
  const rows = []
  for (const contender of suite.contenders) {
    process.stderr.write(`${name}: ${contender}\n`)
    rows.push({ contender, ...measure(name, contender) })
  }
  writeFileSync(`${HERE}results/${name}.json`, `${JSON.stringify(rows, null, 2)}\n`)
  const table = toTable(rows)
  console.log(`\n## ${name}: ${suite.title}\n\n${table}`)
  if (flags.includes('--readme')) intoReadme(`${HERE}README.md`, name, table)
}

function measure(suite, contender) {
  const child = spawnSync(
    process.execPath,
    ['--expose-gc', '--max-old-space-size=8192', `${HERE}contender.mjs`, suite, contender],
    { cwd: HERE, encoding: 'utf8', stdio: 'pipe' },
  )
  if (child.status === 0) return JSON.parse(child.stdout.trim().split('\n').at(-1))
  return { failed: child.stderr.trim().slice(-400).replaceAll(/\s+/g, ' ') }
}

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}

function refuseUnknown(what, values, known) {
  const unknown = values.find((value) => !known.includes(value))
  if (unknown === undefined) return
  console.error(`no ${what} '${unknown}': choose from ${known.join(', ')}`)
  process.exit(2)
}
