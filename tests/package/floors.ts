import type { SourceFile, SourceImport } from './source-graph.ts'

/** The rooms, lowest floor first. Imports go down only; rooms of one floor share contracts alone. */
const FLOORS: readonly (readonly string[])[] = [
  ['ground'],
  ['model'],
  ['storage', 'cache', 'invalidation', 'cards', 'prompt'],
  ['service', 'testing'],
  ['http', 'sync'],
  ['client'],
  ['page'],
  ['entry'],
  ['cli'],
]

const GROUND = ['src/describe-value.ts', 'src/errors.ts', 'src/known-options.ts', 'src/logger.ts']

/** Who may name a package at all. */
const PACKAGES: readonly (readonly [name: RegExp, users: RegExp])[] = [
  [/^mongodb$/, /^src\/(storage\/mongo|invalidation\/change-stream|cli\/connect)/],
  [/^quick-lru$/, /^src\/cache\/lru/],
  [/^zod$/, /^src\/(model\/|cards\/attributes)/],
  [/^fflate\/browser$/, /^src\/cards\/inflate/],
  [/^yaml$/, /^src\/sync\/files\//],
  [/^(commander|@clack\/prompts|fast-string-width)$/, /^src\/cli\//],
  [/^(preact|preact\/hooks|diff)$/, /^src\/page\/app\//],
  [/^node:/, /^src\/(cli|http\/mounts\/(node|fastify|koa)|testing\/|sync\/files\/)/],
]

/** Packages of which only types are named, and only by the mount that is made for them. */
const TYPE_PACKAGES: readonly (readonly [name: RegExp, users: RegExp])[] = [
  [/^fastify$/, /^src\/http\/mounts\/fastify/],
  [/^koa$/, /^src\/http\/mounts\/koa/],
]

/** Types only, without an implementation or a default. */
const CONTRACTS =
  /^src\/(storage\/character-storage|cache\/character-cache|invalidation\/invalidation-bus|service\/character-operations)\.ts$/

/** What the rooms that know contracts only must not know. */
const IMPLEMENTATIONS =
  /^src\/(storage\/(memory|mongo)\/|cache\/lru\.ts|invalidation\/((change-stream|redis)\/|local\.ts))/
/** What runs in a client of the rooms behind the wire; of all else there, it knows types. */
const ON_BOTH_SIDES =
  /^src\/(service\/(arguments|diff|iterate-characters|until-aborted|version-info)|http\/(conditional|cursor|list-parameters))\.ts$/
/** What a room before the contract of a service takes of its code; of all else there, it knows types. */
const CODE_OF_SERVICE = /^src\/service\/diff\.ts$/
/** What the page in the browser is made of; of all else, it knows types. */
const CODE_OF_PAGE = /^src\/(page\/app|client|prompt|cards)\/|^src\/errors\.ts$/
const FORBIDDEN_ROOMS = /(^|\/)(utils?|helpers?|common|types?|shared|misc)(\/|\.ts$)/

/** The room a file belongs to. */
export function roomOf(path: string): string {
  if (GROUND.includes(path)) return 'ground'
  if (path === 'src/cli.ts') return 'cli'
  const [, room, ...rest] = path.split('/')
  return rest.length === 0 ? 'entry' : (room ?? '')
}

/** Each way in which the imports of the files break the rules, as a sentence. */
export function floorFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [
    ...roomFaults(file.path),
    ...file.imports.flatMap((one) => importFaults(file.path, one)),
  ])
}

function roomFaults(path: string): string[] {
  const faults: string[] = []
  if (!FLOORS.flat().includes(roomOf(path))) faults.push(`${path} stands in a room without a floor`)
  if (FORBIDDEN_ROOMS.test(path)) faults.push(`${path} has a name that says nothing`)
  return faults
}

function importFaults(path: string, one: SourceImport): string[] {
  const faults: string[] = []
  if (one.isStar) faults.push(`${path} exports all of ${one.target}: name what it exports`)
  if (!one.isRelative) {
    if (!mayName(path, one)) faults.push(`${path} must not name ${one.target}`)
    return faults
  }
  const [from, to] = [roomOf(path), roomOf(one.target)]
  const isSharedContract = floorOf(to) === floorOf(from) && one.isType && CONTRACTS.test(one.target)
  if (from !== to && floorOf(to) >= floorOf(from) && !isSharedContract)
    faults.push(`${path} imports up: ${one.target}`)
  if (from === 'entry' && to === 'entry') faults.push(`${path} imports an entry: ${one.target}`)
  if (/^(service|http)$/.test(from) && IMPLEMENTATIONS.test(one.target)) {
    faults.push(`${path} knows an implementation: ${one.target}`)
  }
  const isBehind = from === 'client' && /^(service|http)$/.test(to)
  if (isBehind && !one.isType && !ON_BOTH_SIDES.test(one.target)) {
    faults.push(`${path} takes the code of the other side: ${one.target}`)
  }
  const isBeforeService = from === 'sync' && to === 'service'
  if (isBeforeService && !one.isType && !CODE_OF_SERVICE.test(one.target)) {
    faults.push(`${path} takes more than the contract: ${one.target}`)
  }
  const isInBrowser = from === 'page' && path.startsWith('src/page/app/')
  if (isInBrowser && !one.isType && !CODE_OF_PAGE.test(one.target)) {
    faults.push(`${path} takes what is not made for browsers: ${one.target}`)
  }
  if (from === 'page' && !isInBrowser && one.target.startsWith('src/page/app/')) {
    faults.push(`${path} imports what runs in browsers: ${one.target}`)
  }
  return faults
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room))
}

function mayName(path: string, { target, isType }: SourceImport): boolean {
  const rules = isType ? [...PACKAGES, ...TYPE_PACKAGES] : PACKAGES
  return rules.some(([name, users]) => name.test(target) && users.test(path))
}

/** The circles of imports, types included, each as the paths along it. */
export function circles(files: readonly SourceFile[]): string[] {
  const targets = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.filter((one) => one.isRelative).map((one) => one.target),
    ]),
  )
  const found: string[] = []
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at !== -1) {
      found.push([...trail.slice(at), path].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const target of targets.get(path) ?? []) walk(target, [...trail, path])
    done.add(path)
  }
  for (const path of targets.keys()) walk(path, [])
  return found
}
