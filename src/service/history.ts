import {
  CharacterNotFoundError,
  CharacterVersionNotFoundError,
  type MissingVersionReason,
} from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { LabelInfo } from '../model/label.ts'
import { checkContent } from '../model/parse.ts'
import { checkRules } from '../model/rules.ts'
import { plainName } from '../model/tenant.ts'
import type { ListVersionsOptions } from '../storage/character-storage.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import {
  type CallOptions,
  checkLimit,
  checkVersion,
  type ListVersionsCallOptions,
} from './arguments.ts'
import type { Call } from './call.ts'
import { diffCharacters, type VersionChange } from './diff.ts'
import { draftOf, nextVersion } from './next-version.ts'
import { performInTime } from './perform.ts'
import { findHead } from './reads.ts'
import type { ServiceCore } from './service-core.ts'
import { type WriteOptions, writeActive } from './writes.ts'

const DEFAULT_LIMIT = 100

/** Versions of an active character, newest first. */
export function listVersions(
  core: ServiceCore,
  spelling: string,
  options: ListVersionsCallOptions | undefined,
): Promise<Character[]> {
  return listHistory(core, spelling, options, async (name, call) => {
    const head = await requireHead(core, spelling, name, call)
    const { id, version_number: version } = head.character
    return {
      head,
      version,
      labels: head.ledger.labels,
      read: (range) => call.ask((o) => core.storage.listVersions(id, { ...o, ...range })),
      show: (stored) => core.present(stored),
    }
  })
}

/** One version of an active character. */
export async function getVersion(
  core: ServiceCore,
  spelling: string,
  version: number,
  options: CallOptions | undefined,
): Promise<Character> {
  checkVersion('version_number', version)
  return withHead(core, spelling, options, async (head, call) =>
    core.present(await findVersion(core, head, version, call)),
  )
}

/** Appends a version with the content of an older one. */
export async function rollbackCharacter(
  core: ServiceCore,
  spelling: string,
  version: number,
  options: WriteOptions<never> | undefined,
): Promise<Character> {
  checkVersion('version_number', version)
  return writeActive(core, 'rollback', spelling, options, async (head, current, scope) => {
    const content = await findVersion(core, head, version, scope.call)
    const { id, created_at } = current
    const name = core.nameOf(spelling)
    const set = { id, name, is_active: true, created_at, ...nextVersion(core, head) }
    const { model } = core
    // Today's rules judge only what the rollback changes: what stands already may stay.
    const draft = draftOf(core, content, set, current, (next, fields) => {
      checkContent(model, next, fields)
      checkRules(model, next, current, new Set(fields))
    })
    return { ...draft, content, rolledBackTo: version }
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
  checkVersion('from', from)
  checkVersion('to', to)
  return withHead(core, spelling, options, async (head, call) => {
    const before = core.present(await findVersion(core, head, from, call))
    const after = core.present(await findVersion(core, head, to, call))
    return diffCharacters(before, after)
  })
}

/** Reads the head that a name means, and goes on with it in the same call. */
export function withHead<T>(
  core: ServiceCore,
  spelling: string,
  options: CallOptions | undefined,
  work: (head: StoredCharacter, call: Call) => T | Promise<T>,
): Promise<T> {
  const name = core.nameOf(spelling)
  return performInTime(core, options, async (call) =>
    work(await requireHead(core, spelling, name, call), call),
  )
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

/** A version of a character that is kept. */
export async function findVersion(
  core: ServiceCore,
  head: StoredCharacter,
  version: number,
  call: Call,
): Promise<StoredCharacter> {
  const { id, version_number } = head.character
  const name = plainName(head.character.name)
  if (version === version_number) return head
  const missing = (reason: MissingVersionReason): Error =>
    new CharacterVersionNotFoundError(name, version, reason)
  if (version > version_number) throw missing('never')
  if (!isKept(core, head, version)) throw missing('pruned')
  const stored = await call.ask((o) => core.storage.findVersion(id, version, o))
  if (stored !== null) return stored
  // It may have been pruned or purged since the head was read.
  const now = await core.findById(id, call)
  if (now === null) throw new CharacterNotFoundError(name)
  throw missing(isKept(core, now, version) ? 'unrecorded' : 'pruned')
}

/** Whether a version is among those that are kept, for its number or for a label. */
function isKept(
  core: ServiceCore,
  { character, ledger }: StoredCharacter,
  version: number,
): boolean {
  const isLabelled = ledger.labels.some((one) => one.version_number === version)
  return isLabelled || version >= oldestKept(core, character.version_number)
}

/** The number of the oldest version that is kept; snapshots below it are leftovers, or labelled. */
function oldestKept(core: ServiceCore, version: number): number {
  return Math.max(1, version - core.storage.keepVersions + 1)
}

/** A character as its history is read. */
export interface History<Version, Shown> {
  readonly head: Version
  /** The number of the head. */
  readonly version: number
  readonly labels: readonly LabelInfo[]
  /** Reads superseded versions. */
  readonly read: (range: ListVersionsOptions) => Promise<readonly Version[]>
  readonly show: (version: Version) => Shown
}

/** A page of what is told of each version that is kept, newest first. */
export async function listHistory<Version, Shown>(
  core: ServiceCore,
  spelling: string,
  options: ListVersionsCallOptions | undefined,
  open: (name: string, call: Call) => Promise<History<Version, Shown>>,
): Promise<Shown[]> {
  const name = core.nameOf(spelling)
  const { limit = DEFAULT_LIMIT, before } = options ?? {}
  checkLimit(limit)
  if (before !== undefined) checkVersion('before', before)
  return performInTime(core, options, async (call) => {
    const { head, version, labels, read, show } = await open(name, call)
    const page = before === undefined || before > version ? [head] : []
    const add = async (from: number, end: number): Promise<void> => {
      const left = limit - page.length
      if (left > 0 && end > from) page.push(...(await read({ before: end, from, limit: left })))
    }
    // Those in a row, then older ones that have a label.
    const from = oldestKept(core, version)
    const end = Math.min(before ?? version, version)
    await add(from, end)
    const numbers = new Set(labels.map(({ version_number }) => version_number))
    for (const number of [...numbers].sort((a, b) => b - a)) {
      if (number < Math.min(from, end)) await add(number, number + 1)
    }
    return page.map((one) => show(one))
  })
}
