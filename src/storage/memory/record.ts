import { deepFreeze } from '../../model/deep-freeze.ts'
import type { CharacterChange, InsertOptions } from '../character-storage.ts'
import { EMPTY_LEDGER, type Ledger } from '../ledger.ts'
import { MAX_BYTES, refuseLarge, toStorable } from '../storable.ts'
import type { CharacterRecord, StoredCharacter, VersionState } from '../stored-character.ts'
import { nameAfter } from '../stored-name.ts'

/** A head or a snapshot in memory: deeply frozen, so that it may be handed out as it is. */
export interface MemoryRecord extends StoredCharacter {
  readonly state: MemoryState
}

/** What a head is recognised by. A class, so that no foreign object passes for one. */
class MemoryState {
  declare readonly kind: 'head' | 'snapshot'
  declare readonly id: string
  declare readonly storedName: string
  declare readonly version: number
  declare readonly isActive: boolean
  declare readonly writeId: string | null
  /** What the record takes as JSON text at the most, in bytes. */
  declare readonly maxBytes: number
  /** The words by which a head is found. */
  declare readonly searchWords: readonly string[]

  constructor(facts: Readonly<MemoryState>) {
    Object.freeze(Object.assign(this, facts))
  }
}

export type { MemoryState }

/** @throws {TypeError} when a record is not one of this storage's, or a snapshot in place of a head */
export function stateOf(record: StoredCharacter, kind?: 'head'): MemoryState {
  const state: unknown = record?.state
  if (!(state instanceof MemoryState)) {
    throw new TypeError('a stored character must be handed back as the storage gave it')
  }
  if (kind && state.kind !== kind) throw new TypeError('a head is needed, got a snapshot')
  return state
}

const NO_WORDS: readonly string[] = Object.freeze([])

/** The head that an insert makes. */
export function newRecord(
  character: CharacterRecord,
  writeId: string,
  { searchWords = NO_WORDS, change }: InsertOptions = {},
): MemoryRecord {
  const { fields, maxBytes } = toStorable(character)
  const copy = fields as CharacterRecord
  const ledger = copyLedger(change === undefined ? EMPTY_LEDGER : { ...EMPTY_LEDGER, change })
  return record('head', copy, copy.name, writeId, maxBytes, ledger, searchWords)
}

/** The head that a swap makes. */
export function nextRecord(head: StoredCharacter, change: CharacterChange): MemoryRecord {
  const { storedName, maxBytes: before, searchWords } = stateOf(head, 'head')
  const { fields, maxBytes } = toStorable(change.set)
  const { id, name, is_active, version_number } = head.character
  const base = change.content
    ? { ...change.content.character, id, name, is_active, version_number }
    : head.character
  const baseBytes = change.content ? stateOf(change.content).maxBytes : before
  const named = nameAfter({ id, storedName, name, isActive: is_active }, fields)
  const next = { ...base, ...fields, id }
  const isSameVersion = next.version_number === version_number
  const words = change.searchWords ?? (isSameVersion ? searchWords : NO_WORDS)
  const ledger = copyLedger({ ...head.ledger, ...change.ledger }, next.version_number)
  return record('head', next, named.name, change.writeId, baseBytes + maxBytes, ledger, words)
}

/** A frozen copy; what is told of another version than it is kept with says nothing. */
function copyLedger(ledger: Ledger, version: number = ledger.change?.version_number ?? 0): Ledger {
  const copy: Ledger = JSON.parse(JSON.stringify(ledger))
  return deepFreeze(copy.change?.version_number === version ? copy : { ...copy, change: null })
}

/** The snapshot of a head: active, under its original name. */
export function snapshotOf(head: StoredCharacter): MemoryRecord {
  const { maxBytes } = stateOf(head, 'head')
  const { character, writeId } = head
  const active = character.is_active ? character : { ...character, is_active: true }
  const ledger = Object.freeze({ ...EMPTY_LEDGER, change: head.ledger.change })
  return record('snapshot', active, character.name, writeId, maxBytes, ledger, NO_WORDS)
}

/** Which write a head or a snapshot is of. */
export function characterState({ character, state, writeId, ledger }: MemoryRecord): VersionState {
  const { id, version_number: version, updated_at: updatedAt } = character
  const { labels, change } = ledger
  return { id, name: state.storedName, version, writeId, labels, updatedAt, change }
}

function record(
  kind: MemoryState['kind'],
  character: CharacterRecord,
  storedName: string,
  writeId: string | null,
  maxBytes: number,
  ledger: Ledger,
  searchWords: readonly string[],
): MemoryRecord {
  const { id, version_number: version, is_active: isActive } = character
  const bytes = boundedBytes(character, maxBytes)
  return Object.freeze({
    character: Object.freeze(character),
    writeId,
    ledger,
    state: new MemoryState({
      kind,
      id,
      storedName,
      version,
      isActive,
      writeId,
      maxBytes: bytes,
      searchWords: searchWords === NO_WORDS ? NO_WORDS : Object.freeze([...searchWords]),
    }),
  })
}

/** What JSON text writes with a backslash, and takes one byte elsewhere. */
const ESCAPES = /\\(?:u[0-9a-f]{4}|.)/g

/** Counts the bytes only where there may be too many. */
function boundedBytes(character: CharacterRecord, atMost: number): number {
  if (atMost <= MAX_BYTES) return atMost
  const text = JSON.stringify(character).replace(ESCAPES, '.')
  const bytes = new TextEncoder().encode(text).length
  refuseLarge(bytes)
  return bytes
}
