import { CharacterNotFoundError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import { type ParsedChange, parseChange } from '../model/parse-change.ts'
import { plainName } from '../model/tenant.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import { checkEdit, checkEdited, checkVersion, type NotedOptions } from './arguments.ts'
import type { Call } from './call.ts'
import type { ChangeOperation } from './change-feed.ts'
import type { WritePlan, WriteSteps } from './head-writer.ts'
import { checkNext, checkPrecondition, nextVersion, type Precondition } from './next-version.ts'
import { changedFields, changeRecord, touched } from './notes.ts'
import { performWrite, type WriteScope, writeFacts } from './perform.ts'
import { findHead } from './reads.ts'
import { checkSeen, type SplitPatch, splitPatch } from './seen-fields.ts'
import type { ServiceCore } from './service-core.ts'

/**
 * Options of a write of an active character.
 *
 * @category Service
 */
export interface WriteOptions<C = Character> extends NotedOptions, Precondition<C> {}

/** Decides what a write of an active character does; called again after a lost race. */
type Decide = (
  head: StoredCharacter,
  current: Character,
  scope: WriteScope,
) => WritePlan | Promise<WritePlan>

/** Changes the fields that a patch names. */
export async function updateCharacter(
  core: ServiceCore,
  spelling: string,
  input: unknown,
  options: WriteOptions<never> | undefined,
): Promise<Character> {
  const patch = readPatch(core, input)
  return changeCharacter(core, spelling, () => patch, options)
}

/** Changes what a function makes of the present character. */
export async function editCharacter(
  core: ServiceCore,
  spelling: string,
  edit: (current: never) => unknown,
  options: WriteOptions<never> | undefined,
): Promise<Character> {
  checkEdit(edit)
  // One that never ends must not hold the queue for ever.
  const readEdit = async (current: Character, call: Call): Promise<Patch> => {
    const patch = await call.wait((async () => edit(current as never))())
    checkEdited(patch)
    return readPatch(core, patch)
  }
  return changeCharacter(core, spelling, readEdit, options)
}

interface Patch extends SplitPatch, Pick<ParsedChange, 'doubted'> {
  /** The name it holds, as it is stored. */
  readonly name: string | undefined
}

function readPatch(core: ServiceCore, input: unknown): Patch {
  const { fields, doubted } = parseChange(core.options.model, input)
  const { content, seen } = splitPatch(fields)
  const { name } = content
  return {
    content,
    seen,
    doubted,
    name: typeof name === 'string' ? core.nameOf(name) : undefined,
  }
}

/** What the character has already is no change: nothing is refused for it. */
function checkDoubted(doubted: Patch['doubted'], current: Character): void {
  if (doubted === undefined) return
  const changed = changedFields(current, { ...current, ...doubted.values })
  if (changed.length > 0) throw doubted.error
}

async function changeCharacter(
  core: ServiceCore,
  spelling: string,
  readPatchOf: (current: Character, call: Call) => Patch | Promise<Patch>,
  options: WriteOptions<never> | undefined,
): Promise<Character> {
  return writeActive(core, 'update', spelling, options, async (head, current, scope) => {
    const { call, cacheWrite, notes } = scope
    const patch = await readPatchOf(current, call)
    checkSeen(patch.seen, current, options?.expectedVersion !== undefined)
    checkDoubted(patch.doubted, current)
    const target = patch.name ?? core.nameOf(spelling)
    const set = nextVersion(head, patch.content, target, core.options.timestamp())
    const { searchWords, fields } = checkNext(core.options.model, head, set, current)
    cacheWrite.touch(target)
    const writeId = core.options.generateId()
    const change = changeRecord(current.version_number + 1, writeId, notes, fields)
    return { change: { writeId, set, searchWords, ledger: { change } }, supersedes: true }
  })
}

/** Soft-deletes an active character. */
export async function deleteCharacter(
  core: ServiceCore,
  spelling: string,
  options: WriteOptions<never> | undefined,
): Promise<Character> {
  return writeActive(core, 'delete', spelling, options, (head, _current, { notes }) => {
    const writeId = core.options.generateId()
    const deletion = { at: core.options.timestamp(), ...notes }
    const ledger = { deletion, ...touched(head, writeId) }
    return { change: { writeId, set: { is_active: false }, ledger }, supersedes: false }
  })
}

/** Runs a write of the active character that a name means. */
export async function writeActive(
  core: ServiceCore,
  operation: ChangeOperation,
  spelling: string,
  options: WriteOptions<never> | undefined,
  decide: Decide,
): Promise<Character> {
  const name = core.nameOf(spelling)
  if (options?.expectedVersion !== undefined)
    checkVersion('expectedVersion', options.expectedVersion)
  const known = core.heads.of(name, core.cache.peek(name)?.writeId)
  return performWrite(core, operation, { name, known }, options, async (scope) => {
    const { call, turn } = scope
    const steps: WriteSteps = {
      known: turn?.known,
      read: () => findHead(core, spelling, name, call),
      notFound: () => new CharacterNotFoundError(plainName(name)),
      decide: async (head) => {
        const current = core.present(head)
        checkPrecondition(current, options as WriteOptions | undefined)
        return decide(head, current, scope)
      },
    }
    const { head, plain, before, change } = await core.writer.write(steps, call)
    const { is_active } = head.character
    const formerName = before.character.name
    const stayed = is_active && head.character.name === name && formerName === name
    if (plain && stayed && change.content === undefined) {
      turn?.leave(head)
      core.heads.set(name, head)
    }
    return { stored: head, readable: is_active, formerName, ...writeFacts(change, before) }
  })
}
