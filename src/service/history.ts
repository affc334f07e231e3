import { CharacterNotFoundError, CharacterVersionNotFoundError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import { checkContent } from '../model/parse.ts'
import { presentCharacter } from '../model/present.ts'
import { checkRules } from '../model/rules.ts'
import { wordsOf } from '../model/searchable.ts'
import { plainName } from '../model/tenant.ts'
import type { CharacterRecord, StoredCharacter } from '../storage/character-storage.ts'
import {
  type CallOptions,
  checkLimit,
  checkVersion,
  type ListVersionsCallOptions,
} from './arguments.ts'
import type { Call } from './call.ts'
import { diffCharacters, type VersionChange } from './diff.ts'
import { performInTime } from './perform.ts'
import { findHead } from './reads.ts'
import type { ServiceCore } from './service-core.ts'
import { type WriteOptions, writeActive } from './writes.ts'

const DEFAULT_LIMIT = 100

/** Versions of an active character, newest first. */
export async function listVersions(
  core: ServiceCore,
  spelling: string,
  options: ListVersionsCallOptions = {},
): Promise<Character[]> {
  const name = core.nameOf(spelling)
  const { limit = DEFAULT_LIMIT, before } = options
  checkLimit(limit)
  if (before !== undefined) checkVersion('before', before)
  return performInTime(core, options, async (call) => {
    const head = await requireHead(core, spelling, name, call)
    const { id, version_number } = head.character
    const withHead = before === undefined || before > version_number
    const rest = withHead ? limit - 1 : limit
    const page = withHead ? [head] : []
    if (rest > 0) {
      const range = { before: Math.min(before ?? version_number, version_number), limit: rest }
      const from = oldestKept(core, head)
      page.push(...(await call.ask((o) => core.storage.listVersions(id, { ...o, ...range, from }))))
    }
    return page.map((stored) => core.present(stored))
  })
}

/** One version of an active character. */
export async function getVersion(
  core: ServiceCore,
  spelling: string,
  version: number,
  options: CallOptions | undefined,
): Promise<Character> {
  const name = core.nameOf(spelling)
  checkVersion('version_number', version)
  return performInTime(core, options, async (call) => {
    const head = await requireHead(core, spelling, name, call)
    return core.present(await findVersion(core, head, version, call))
  })
}

/** Appends a version with the content of an older one. */
export async function rollbackCharacter(
  core: ServiceCore,
  spelling: string,
  version: number,
  options: WriteOptions | undefined,
): Promise<Character> {
  checkVersion('version_number', version)
  return writeActive(core, spelling, options, async (head, current, { call }) => {
    const content = await findVersion(core, head, version, call)
    const set = {
      id: current.id,
      name: core.nameOf(spelling),
      is_active: true,
      created_at: current.created_at,
      updated_at: core.options.timestamp(),
      version_number: current.version_number + 1,
    }
    const searchWords = checkRollback(core, content, set, current)
    const writeId = core.options.generateId()
    return { change: { writeId, set, content, searchWords }, supersedes: true }
  })
}

/** What changed from one version to another. */
export async function diffVersions(
  core: ServiceCore,
  spelling: string,
  from: number,
  to: number,
  options: CallOptions | undefined,
): Promise<VersionChange[]> {
  const name = core.nameOf(spelling)
  checkVersion('from', from)
  checkVersion('to', to)
  return performInTime(core, options, async (call) => {
    const head = await requireHead(core, spelling, name, call)
    const before = core.present(await findVersion(core, head, from, call))
    const after = core.present(await findVersion(core, head, to, call))
    return diffCharacters(before, after)
  })
}

/** Today's rules judge only what the rollback changes: what stands already may stay. */
function checkRollback(
  core: ServiceCore,
  content: StoredCharacter,
  set: Partial<CharacterRecord>,
  current: Character,
): readonly string[] {
  const { model } = core.options
  const next = presentCharacter(model, { ...content.character, ...set })
  const changed = new Set(diffCharacters(current, next).map(({ path }) => topField(path)))
  checkContent(model, next, [...changed])
  checkRules(model, next, current, changed)
  return wordsOf(model, next)
}

function topField(path: string): string {
  const [field = ''] = path.slice(1).split('/')
  return field.replaceAll('~1', '/').replaceAll('~0', '~')
}

async function requireHead(
  core: ServiceCore,
  spelling: string,
  name: string,
  call: Call,
): Promise<StoredCharacter> {
  const head = await findHead(core, spelling, name, call)
  if (head === null) throw new CharacterNotFoundError(plainName(name))
  core.cache.observe(head.character.name, core.toCached(head))
  return head
}

async function findVersion(
  core: ServiceCore,
  head: StoredCharacter,
  version: number,
  call: Call,
): Promise<StoredCharacter> {
  const { id, version_number } = head.character
  const name = plainName(head.character.name)
  if (version === version_number) return head
  if (version > version_number) throw new CharacterVersionNotFoundError(name, version, 'never')
  if (version < oldestKept(core, head)) {
    throw new CharacterVersionNotFoundError(name, version, 'pruned')
  }
  const stored = await call.ask((o) => core.storage.findVersion(id, version, o))
  if (stored !== null) return stored
  // It may have been pruned or purged since the head was read.
  const now = await core.findById(id, call)
  if (now === null) throw new CharacterNotFoundError(name)
  const pruned = version < oldestKept(core, now)
  throw new CharacterVersionNotFoundError(name, version, pruned ? 'pruned' : 'unrecorded')
}

/** The number of the oldest version that is kept; snapshots below it are leftovers. */
function oldestKept(core: ServiceCore, { character }: StoredCharacter): number {
  return Math.max(1, character.version_number - core.storage.keepVersions + 1)
}
