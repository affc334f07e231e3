import { CharacterNotFoundError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import { canonicalStoredName } from '../model/tenant.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import { type CallOptions, checkText, type NotedOptions } from './arguments.ts'
import type { Call } from './call.ts'
import { type Draft, MAX_FAILURES, pauseAfter } from './head-writer.ts'
import { draftOf, nextVersion } from './next-version.ts'
import { performWrite } from './perform.ts'
import type { ServiceCore } from './service-core.ts'

/**
 * Options of `restoreCharacter`.
 *
 * @category Service
 */
export interface RestoreOptions extends NotedOptions {
  /** Another name for it, when its own has been taken meanwhile. */
  readonly name?: string | undefined
}

const HEX_ID = /^[0-9a-f]{24}$/i
/** Makes a deleted character active again, under its own name or another. */
export async function restoreCharacter(
  core: ServiceCore,
  id: string,
  options: RestoreOptions | undefined,
): Promise<Character> {
  checkText('id', id)
  const wanted = options?.name === undefined ? undefined : core.nameOf(options.name)
  return performWrite(core, 'restore', null, options, ({ call, cacheWrite, notes }) =>
    core.writer.write(
      {
        read: () => findRestorable(core, id, call),
        notFound: () => notDeleted(id),
        decide: (head) => {
          const target = wanted ?? canonicalStoredName(head.character.name)
          cacheWrite.touch(target)
          return restoration(core, head, target)
        },
        notes,
      },
      call,
    ),
  )
}

/** Removes a deleted character and its versions for ever. */
export async function purgeCharacter(
  core: ServiceCore,
  id: string,
  options: NotedOptions | undefined,
): Promise<void> {
  checkText('id', id)
  await performWrite(core, 'purge', null, options, async ({ call }) => {
    const removed = await remove(core, id, call, ({ character }) => {
      // A restore was faster.
      if (character.is_active) throw notDeleted(id)
    })
    if (removed === null) throw notDeleted(id)
    return { head: removed, before: removed, change: null }
  })
}

/** Removes a character and its versions for ever, active or deleted. */
export async function removeCharacter(
  core: ServiceCore,
  stored: StoredCharacter,
  options: CallOptions,
): Promise<void> {
  const { id, name } = stored.character
  const place = { name, known: undefined }
  await performWrite(core, 'purge', place, options, async ({ call, cacheWrite }) => {
    const dropVersions = (): Promise<void> => call.ask((o) => core.storage.deleteVersions(id, o))
    const removed = await remove(core, id, call, async (head) => {
      cacheWrite.touch(head.character.name)
      // First of all: after a crash the head tells that there is more to do.
      await dropVersions()
    })
    return { head: removed ?? stored, before: removed, change: null }
  })
}

/**
 * Removes a head, and then its versions.
 *
 * @param check called with the head that is about to be removed; what it throws keeps it
 * @returns the head that was removed; `null` when there is none
 */
async function remove(
  core: ServiceCore,
  id: string,
  call: Call,
  check: (head: StoredCharacter) => void | Promise<void>,
): Promise<StoredCharacter | null> {
  let removed: StoredCharacter | null = null
  for (let tries = 0, failures = 0; ; tries++) {
    const head = await core.findById(id, call)
    // Gone after a try that failed: that try was the one that removed it.
    if (head === null && failures === 0) return null
    if (head !== null) await check(head)
    removed = head ?? removed
    call.throwIfUnwanted()
    try {
      if (head === null || (await call.ask((o) => core.storage.remove(head, o)))) {
        await call.ask((o) => core.storage.deleteVersions(id, o))
        return removed
      }
    } catch (error) {
      if (++failures > MAX_FAILURES) throw error
    }
    if (tries > 0) await pauseAfter(tries, call)
  }
}

function restoration(core: ServiceCore, head: StoredCharacter, name: string): Draft {
  const ledger = { deletion: null }
  if (!renames(head, name)) return { set: { is_active: true, name }, ledger }
  const set = { is_active: true, name, ...nextVersion(core, head) }
  return { ...draftOf(core, head, set, core.present(head)), ledger }
}

/** Whether the name is another one, and not just the canonical form of a foreign spelling. */
function renames({ character }: StoredCharacter, name: string): boolean {
  if (character.name === name) return false
  try {
    return canonicalStoredName(character.name) !== name
  } catch {
    return true
  }
}

/** A deleted head, or an active one that another program left without a name to be found by. */
async function findRestorable(
  core: ServiceCore,
  id: string,
  call: Call,
): Promise<StoredCharacter | null> {
  const head = await core.findById(id, call)
  if (!head?.character.is_active) return head
  const holder = await call.ask((o) => core.storage.find(head.character.name, o))
  return holder?.character.id === id ? null : head
}

function notDeleted(id: string): CharacterNotFoundError {
  const hint = HEX_ID.test(id)
    ? 'no deleted character has this id'
    : 'it takes the id of a deleted character, not a name'
  return new CharacterNotFoundError(id.slice(0, 100), hint)
}
