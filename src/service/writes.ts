import { CharacterNotFoundError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import { type ParsedChange, parseChange } from '../model/parse-change.ts'
import { checkRules } from '../model/rules.ts'
import { plainName } from '../model/tenant.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import { checkEdit, checkEdited, checkVersion, type NotedOptions } from './arguments.ts'
import type { Call } from './call.ts'
import type { ChangeOperation } from './change-feed.ts'
import { contentOf } from './diff.ts'
import { type Draft, deletionAt } from './head-writer.ts'
import { checkPrecondition, draftOf, nextVersion, type Precondition } from './next-version.ts'
import { changedFields } from './notes.ts'
import { performWrite, type WriteScope } from './perform.ts'
import { findHead } from './reads.ts'
import { checkSeen } from './seen-fields.ts'
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
) => Draft | Promise<Draft>

/** Changes the fields that a patch names. */
export async function updateCharacter(
  core: ServiceCore,
  spelling: string,
  input: unknown,
  options: WriteOptions<never> | undefined,
): Promise<Character> {
  const patch = parseChange(core.model, input)
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
  const readEdit = async (current: Character, call: Call): Promise<ParsedChange> => {
    const patch = await call.wait((async () => edit(current as never))())
    checkEdited(patch)
    return parseChange(core.model, patch)
  }
  return changeCharacter(core, spelling, readEdit, options)
}

/** What the character has already is no change: nothing is refused for it. */
function checkDoubted(doubted: ParsedChange['doubted'], current: Character): void {
  if (doubted === undefined) return
  const changed = changedFields(current, { ...current, ...doubted.values })
  if (changed.length > 0) throw doubted.error
}

async function changeCharacter(
  core: ServiceCore,
  spelling: string,
  readPatchOf: (current: Character, call: Call) => ParsedChange | Promise<ParsedChange>,
  options: WriteOptions<never> | undefined,
): Promise<Character> {
  return writeActive(core, 'update', spelling, options, async (head, current, scope) => {
    const { fields, doubted } = await readPatchOf(current, scope.call)
    checkSeen(fields, current, options?.expectedVersion !== undefined)
    checkDoubted(doubted, current)
    const { name = spelling, ...content } = contentOf(fields)
    const target = core.nameOf(name as string)
    const renamed = target !== head.character.name && { name: target }
    const set = { ...nextVersion(core, head), ...content, ...renamed }
    const draft = draftOf(core, head, set, current, (next) => checkRules(core.model, next, current))
    scope.cacheWrite.touch(target)
    return draft
  })
}

/** Soft-deletes an active character. */
export async function deleteCharacter(
  core: ServiceCore,
  spelling: string,
  options: WriteOptions<never> | undefined,
): Promise<Character> {
  return writeActive(core, 'delete', spelling, options, (_head, _current, { notes }) =>
    deletionAt(core.timestamp(), notes),
  )
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
  const known = core.knownHead(name)
  return performWrite(core, operation, { name, known }, options, async (scope) => {
    const { call, turn, notes } = scope
    const written = await core.writer.write(
      {
        known: turn?.known,
        read: () => findHead(core, spelling, name, call),
        notFound: () => new CharacterNotFoundError(plainName(name)),
        decide: async (head) => {
          const current = core.present(head)
          checkPrecondition(current, options as WriteOptions | undefined)
          return decide(head, current, scope)
        },
        notes,
      },
      call,
    )
    const { head, plain, before, change } = written
    const { character } = head
    const stayed = character.is_active && character.name === name && before.character.name === name
    if (plain && stayed && change.content === undefined) {
      turn?.leave(head)
      core.rememberHead(name, head)
    }
    return written
  })
}
