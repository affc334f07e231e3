import type { CharacterChange, CharacterRecord, StoredCharacter } from './character-storage.ts'
import { MAX_BYTES, refuseLarge, toStorable } from './storable.ts'
import { nameAfter } from './stored-name.ts'

/** A head or a snapshot in memory: deeply frozen, so that it may be handed out as it is. */
export interface MemoryRecord extends StoredCharacter {
  readonly state: MemoryState
}

/** What a head is recognised by. A class, so that no foreign object passes for one. */
class MemoryState {
  readonly kind: 'head' | 'snapshot'
  readonly id: string
  readonly storedName: string
  readonly version: number
  readonly isActive: boolean
  readonly writeId: string | null
  /** At least the length of the record as JSON text: exact after a count, an upper bound later. */
  readonly textLength: number

  constructor(facts: Readonly<MemoryState>) {
    this.kind = facts.kind
    this.id = facts.id
    this.storedName = facts.storedName
    this.version = facts.version
    this.isActive = facts.isActive
    this.writeId = facts.writeId
    this.textLength = facts.textLength
    Object.freeze(this)
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

/** The head that an insert makes. */
export function newRecord(character: CharacterRecord, writeId: string): MemoryRecord {
  const { fields, textLength } = toStorable(character)
  const copy = fields as CharacterRecord
  return record('head', copy, copy.name, writeId, textLength)
}

/** The head that a swap makes. */
export function nextRecord(head: StoredCharacter, change: CharacterChange): MemoryRecord {
  const { storedName, textLength: before } = stateOf(head, 'head')
  const { fields, textLength } = toStorable(change.set)
  const { id, name, is_active, version_number } = head.character
  const base = change.content
    ? { ...change.content.character, id, name, is_active, version_number }
    : head.character
  const baseLength = change.content ? stateOf(change.content).textLength : before
  const named = nameAfter({ id, storedName, name, isActive: is_active }, fields)
  const next = { ...base, ...fields, id }
  return record('head', next, named.name, change.writeId, baseLength + textLength)
}

/** The snapshot of a head: active, under its original name. */
export function snapshotOf(head: StoredCharacter): MemoryRecord {
  const { textLength } = stateOf(head, 'head')
  const { character, writeId } = head
  const active = character.is_active ? character : { ...character, is_active: true }
  return record('snapshot', active, character.name, writeId, textLength)
}

function record(
  kind: MemoryState['kind'],
  character: CharacterRecord,
  storedName: string,
  writeId: string | null,
  textLength: number,
): MemoryRecord {
  const { id, version_number: version, is_active: isActive } = character
  const length = boundedLength(character, textLength)
  return Object.freeze({
    character: Object.freeze(character),
    writeId,
    state: new MemoryState({
      kind,
      id,
      storedName,
      version,
      isActive,
      writeId,
      textLength: length,
    }),
  })
}

/** Counts the bytes only where there may be too many: each UTF-16 unit takes at most three. */
function boundedLength(character: CharacterRecord, atMost: number): number {
  if (atMost * 3 <= MAX_BYTES) return atMost
  const text = JSON.stringify(character)
  refuseLarge(new TextEncoder().encode(text).length)
  return text.length
}
