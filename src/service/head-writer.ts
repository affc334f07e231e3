import { CharacterAlreadyExistsError, isCharacterError } from '../errors.ts'
import { plainName } from '../model/tenant.ts'
import type { CharacterChange, CharacterStorage } from '../storage/character-storage.ts'
import type { CharacterRecord, StoredCharacter } from '../storage/stored-character.ts'
import { versionWriteOf } from '../storage/stored-character.ts'
import type { Notes } from './arguments.ts'
import type { Call } from './call.ts'
import { nameHolders } from './name-holders.ts'
import { changeRecord } from './notes.ts'
import type { OperationLog } from './operation-log.ts'

/** What a write is about to do with the head it was decided on. With a `version_number` it makes one. */
export interface Draft extends Omit<CharacterChange, 'writeId'> {
  /** The fields that it changes. */
  readonly fields?: readonly string[] | undefined
  /** The version whose content it takes over. */
  readonly rolledBackTo?: number | undefined
}

/** How a write finds its head and decides what becomes of it. Called again after a lost race. */
export interface WriteSteps {
  /** A head that may be out of date; never a reason for an error. */
  readonly known?: StoredCharacter | undefined
  readonly read: () => Promise<StoredCharacter | null>
  readonly notFound: () => Error
  readonly decide: (head: StoredCharacter) => Draft | Promise<Draft>
  /** Who writes, and why. */
  readonly notes: Notes
}

/** A change that was applied. */
interface Applied {
  readonly head: StoredCharacter
  /** Whether it went through at once, so that the next write may start from its head. */
  readonly plain: boolean
}

/** A write that was applied. */
export interface Written extends Applied {
  /** The head it was decided on. */
  readonly before: StoredCharacter
  readonly change: CharacterChange
}

/** What the writer needs of its surroundings. */
export interface HeadWriterOptions {
  readonly storage: CharacterStorage
  readonly timeoutMs: number
  readonly generateId: () => string
  readonly timestamp: () => string
  /** Told of what goes wrong without failing the write. */
  readonly log: OperationLog
}

/** How many writes are remembered that made no version. */
const MAX_TOUCHES = 100

/** How often a call that failed is tried again when it turns out not to have been applied. */
export const MAX_FAILURES = 3

/**
 * Replaces heads: snapshot first, then compare-and-swap, over again after a lost race. A crash after
 * any step leaves nothing to repair, and a lost reply is settled by reading.
 */
export class HeadWriter {
  readonly #options: HeadWriterOptions
  readonly #storage: CharacterStorage
  readonly #holderOf: ReturnType<typeof nameHolders>

  constructor(options: HeadWriterOptions) {
    this.#options = options
    this.#storage = options.storage
    this.#holderOf = nameHolders(options.storage, options.timeoutMs)
  }

  /** Writes until it is applied, refused, or the deadline comes. */
  async write(steps: WriteSteps, call: Call): Promise<Written> {
    let head = steps.known ?? null
    let snapshotOf: string | undefined
    for (let tries = 0; ; tries++) {
      const fresh = head === null
      head ??= await steps.read()
      // A purge came between the snapshot and the swap: what this write kept must not stay behind.
      if (snapshotOf !== undefined && head?.character.id !== snapshotOf) {
        await this.#dropOrphans(snapshotOf, call)
      }
      if (head === null) throw steps.notFound()
      let change: CharacterChange
      try {
        change = this.#toChange(head, await steps.decide(head), steps.notes)
      } catch (error) {
        // Whatever was decided on a known head is decided anew; a storage that fails is no decision.
        if (fresh || isCharacterError(error, 'CHARACTER_STORAGE')) throw error
        head = null
        continue
      }
      call.throwIfUnwanted()
      const outcome = await this.#apply(head, change, call)
      if (typeof outcome === 'object') {
        if (makesVersion(change)) await this.#prune(outcome.head, call)
        return { ...outcome, before: head, change }
      }
      if (makesVersion(change)) snapshotOf = head.character.id
      // Whether it was refused for the name or the server was busy: losers of one name that only
      // repeat themselves keep each other from an answer.
      const { name } = change.set
      if (fresh && name !== undefined) await this.claim(name, head.character.id, call)
      head = null
      if (tries > 0) await pauseAfter(tries, call)
    }
  }

  /** The change that a draft means: its head remembers it, so that a lost reply can be settled. */
  #toChange(
    head: StoredCharacter,
    { fields = [], rolledBackTo, ledger, ...draft }: Draft,
    notes: Notes,
  ): CharacterChange {
    const writeId = this.#options.generateId()
    const { version_number: version } = draft.set
    const own =
      version === undefined
        ? { touches: [writeId, ...head.ledger.touches].slice(0, MAX_TOUCHES) }
        : { change: changeRecord(version, writeId, notes, fields, rolledBackTo) }
    return { ...draft, writeId, ledger: { ...ledger, ...own } }
  }

  /** Applies a change to the very head it was made for. */
  async #apply(
    head: StoredCharacter,
    change: CharacterChange,
    call: Call,
  ): Promise<Applied | 'lost' | 'taken'> {
    for (let failures = 0; ; failures++) {
      try {
        if (makesVersion(change)) await this.#keep(head, call)
        const result = await call.ask((o) => this.#storage.swap(head, change, o))
        if (typeof result === 'object') return { head: result, plain: failures === 0 }
        // After a failed try, a lost race may be one against that very try, applied late.
        if (failures === 0 || result === 'taken') return result
        const outcome = await this.#settle(head, change, call)
        return outcome === 'unapplied' ? 'lost' : outcome
      } catch (error) {
        const outcome = await this.#settle(head, change, call).catch(() => {
          throw error
        })
        if (outcome !== 'unapplied') return outcome
        if (failures === MAX_FAILURES) throw error
        await pauseAfter(failures, call)
      }
    }
  }

  /**
   * Makes a name available that a write found taken: its holder may be gone by now, or be a
   * character that another program deleted without giving the name up.
   *
   * @throws {CharacterAlreadyExistsError} when another active character holds it
   */
  async claim(name: string, ownId: string, call: Call): Promise<void> {
    const holder = await call.wait(this.#holderOf(name))
    if (holder === null || holder.character.id === ownId) return
    if (holder.character.is_active) throw new CharacterAlreadyExistsError(plainName(name))
    const notes = { by: null, note: null }
    const draft = deletionAt(this.#options.timestamp(), notes)
    await this.#apply(holder, this.#toChange(holder, draft, notes), call)
  }

  /** Reads what became of a write whose reply did not come. */
  async #settle(
    head: StoredCharacter,
    change: CharacterChange,
    call: Call,
  ): Promise<Applied | 'lost' | 'unapplied'> {
    const { id } = head.character
    const now = await call.ask((o) => this.#storage.findById(id, o))
    if (now === null) return 'lost'
    if (now.writeId === change.writeId) return { head: now, plain: false }
    if (now.writeId === head.writeId) return 'unapplied'
    const version = change.set.version_number
    // It made no version: the head remembers such writes, and repeating it would undo what came after.
    if (version === undefined) {
      const isApplied = now.ledger.touches.includes(change.writeId)
      return isApplied ? { head: touchedHead(head, change), plain: false } : 'lost'
    }
    const isHead = now.character.version_number === version
    const made = isHead ? now : await call.ask((o) => this.#storage.findVersion(id, version, o))
    const isMine = made !== null && versionWriteOf(made) === change.writeId
    return isMine ? { head: made, plain: false } : 'lost'
  }

  async #keep(head: StoredCharacter, call: Call): Promise<void> {
    const kept = await call.ask((o) => this.#storage.insertVersion(head, o))
    if (kept !== 'differs') return
    const { id, version_number } = head.character
    const message = 'another program wrote this version too: the first copy is kept'
    this.#options.log.write('warn', message, { id, version: version_number })
  }

  async #dropOrphans(id: string, call: Call): Promise<void> {
    const head = await call.ask((o) => this.#storage.findById(id, o))
    if (head === null) await call.ask((o) => this.#storage.deleteVersions(id, o))
  }

  async #prune({ character, ledger }: StoredCharacter, call: Call): Promise<void> {
    const { keepVersions } = this.#storage
    const below = character.version_number - keepVersions + 1
    if (below <= 1) return
    try {
      const except = ledger.labels.map(({ version_number }) => version_number)
      const range = { below, except }
      await call.ask((o) => this.#storage.deleteVersions(character.id, { ...o, ...range }))
    } catch (error) {
      // The write is done; the next one prunes the same range again.
      const about = { id: character.id, error }
      this.#options.log.write('warn', 'old versions could not be pruned', about)
    }
  }
}

/** Takes a character out of use. */
export function deletionAt(at: string, notes: Notes): Draft {
  return { set: { is_active: false }, ledger: { deletion: { at, ...notes } } }
}

/** Whether the version of the head is superseded and must stay readable. */
function makesVersion({ set }: CharacterChange): boolean {
  return set.version_number !== undefined
}

const MAX_PAUSE_MS = 250

/** Waits a random moment that grows with the number of tries. */
export function pauseAfter(tries: number, call: Call): Promise<void> {
  return call.pause(Math.random() * Math.min(MAX_PAUSE_MS, 2 ** tries))
}

function touchedHead(
  head: StoredCharacter,
  { writeId, set, ledger }: CharacterChange,
): StoredCharacter {
  const character = { ...head.character, ...set } as CharacterRecord
  return { ...head, writeId, character, ledger: { ...head.ledger, ...ledger } }
}
