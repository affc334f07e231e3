// Run after a change of the dependencies: `node scripts/complete-lockfile.mjs`.
//
// Tools with a native part name one optional package for each platform. A registry mirror may hold
// those of its own platform only; `npm install` then leaves the others out of the lockfile, and
// `npm ci` refuses a lockfile that lacks them. This puts them in, at the exact version that the tool
// names, so that the lockfile is the same wherever it was made.
import { readFile, writeFile } from 'node:fs/promises'

const FILE = new URL('../package-lock.json', import.meta.url)
const CPUS = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64']
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openbsd', 'openharmony', 'win32']

const lock = JSON.parse(await readFile(FILE, 'utf8'))
const added = []
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(path, name)) continue
    const platform = platformOf(name)
    if (platform === null || !/^\d+\.\d+\.\d+/.test(version)) {
      throw new Error(`${path} names ${name}@${version}: cannot tell its platform or version`)
    }
    const { dev } = entry
    lock.packages[`node_modules/${name}`] = {
      version,
      ...platform,
      ...(dev && { dev }),
      optional: true,
    }
    added.push(name)
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
)
await writeFile(FILE, `${JSON.stringify(lock, null, 2)}\n`)
console.log(added.length === 0 ? 'complete' : `added ${added.join(', ')}`)

function isLocked(path, name) {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('/node_modules/'))) {
    if (lock.packages[`${at}/node_modules/${name}`] !== undefined) return true
    if (!at.includes('/node_modules/')) return lock.packages[`node_modules/${name}`] !== undefined
  }
}

function platformOf(name) {
  const words = name.slice(name.lastIndexOf('/') + 1).split('-')
  const os = SYSTEMS.find((system) => words.includes(system))
  const cpu = CPUS.find((word) => words.includes(word))
  if (os === undefined || cpu === undefined) return null
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'
  return { cpu: [cpu], ...(os === 'linux' && { libc: [libc] }), os: [os] }
}
