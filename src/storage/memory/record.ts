import { deepFreeze } from '../../model/deep-freeze.ts'
import type { CharacterChange, InsertOptions } from '../character-storage.ts'
import { EMPTY_LEDGER, type Ledger } from '../ledger.ts'
import { copyStorable, MAX_BYTES, refuseLarge, toStorable } from '../storable.ts'
import type { CharacterRecord, StoredCharacter, VersionState } from '../stored-character.ts'
import { storedNameAfter } from '../stored-name.ts'

/** A head or a snapshot in memory: deeply frozen, so that it may be handed out as it is. */
export interface MemoryRecord extends StoredCharacter {
  readonly state: MemoryState
}

/** What a head is recognised by. A class, so that no foreign object passes for one. */
class MemoryState {
  declare readonly kind: 'head' | 'snapshot'
  declare readonly character: CharacterRecord
  declare readonly storedName: string
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

/** Whether two states of heads are the same, as a guarded write means it. */
export function isSameState(a: MemoryState, b: MemoryState): boolean {
  return (
    a.storedName === b.storedName &&
    a.writeId === b.writeId &&
    a.character.version_number === b.character.version_number &&
    a.character.is_active === b.character.is_active
  )
}

/** @throws {TypeError} when a record is not one of this storage's, or a snapshot in place of a head */
export function stateOf(record: StoredCharacter, kind?: 'head'): MemoryState {
  const state: unknown = record?.state
  if (!(state instanceof MemoryState)) {
    throw new TypeError('a stored character must be handed back as the storage gave it')
  }
  if (kind && state.kind !== kind) throw new TypeError('a head is needed, got a snapshot')
  return state
}

/** The head that an insert makes. */
export function newRecord(
  character: CharacterRecord,
  writeId: string,
  { searchWords, change }: InsertOptions = {},
): MemoryRecord {
  const { fields, maxBytes } = toStorable(character)
  const copy = fields as CharacterRecord
  return record(
    'head',
    copy,
    copy.name,
    writeId,
    maxBytes,
    { ...EMPTY_LEDGER, change: change ?? null },
    searchWords,
  )
}

/** The head that a swap makes. */
export function nextRecord(head: StoredCharacter, change: CharacterChange): MemoryRecord {
  const { storedName, searchWords } = stateOf(head, 'head')
  const { fields, maxBytes } = toStorable(change.set)
  const { id, name, is_active, version_number } = head.character
  const { content = head, writeId } = change
  const next = { ...content.character, name, is_active, version_number, ...fields, id }
  const newName = storedNameAfter({ id, storedName, name, isActive: is_active }, fields)
  const atMost = stateOf(content).maxBytes + maxBytes
  const isSameVersion = next.version_number === version_number
  const words = change.searchWords ?? (isSameVersion ? searchWords : undefined)
  return record('head', next, newName, writeId, atMost, { ...head.ledger, ...change.ledger }, words)
}

/** The snapshot of a head: active, under its original name. */
export function snapshotOf(head: StoredCharacter): MemoryRecord {
  const { maxBytes } = stateOf(head, 'head')
  const { character, writeId } = head
  const active = character.is_active ? character : { ...character, is_active: true }
  const ledger = { ...EMPTY_LEDGER, change: head.ledger.change }
  return record('snapshot', active, character.name, writeId, maxBytes, ledger)
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
  atMost: number,
  ledger: Ledger,
  words: readonly string[] = [],
): MemoryRecord {
  Object.freeze(character)
  const maxBytes = boundedBytes(character, atMost)
  const searchWords = Object.freeze([...words])
  return Object.freeze({
    character,
    writeId,
    ledger: copyLedger(ledger, character.version_number),
    state: new MemoryState({ kind, character, storedName, writeId, maxBytes, searchWords }),
  })
}

/** A frozen copy; what is told of another version than it is kept with says nothing. */
function copyLedger(ledger: Ledger, version: number): Ledger {
  const copy = copyStorable(ledger).value as unknown as Ledger
  return deepFreeze(copy.change?.version_number === version ? copy : { ...copy, change: null })
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
