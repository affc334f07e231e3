import type { Document } from 'mongodb'
import { type Ledger, readChange, readLabels, readMoves, readTouches } from '../ledger.ts'
import { toIsoTime } from './time.ts'
import { toJson, toText } from './value.ts'

/** The fields of a head in which what is kept beside its content is stored. */
export const LEDGER_FIELDS = [
  'last_change',
  'deleted_at',
  'deleted_by',
  'deletion_note',
  'labels',
  'label_moves',
  'touched_by',
] as const

/** Reads what is kept beside the content of a document. */
export function readLedger(document: Document, version: number): Ledger {
  const { deleted_at: at, deleted_by: by, deletion_note: note } = document
  const isDeleted = document.is_active === false
  return Object.freeze({
    change: readChange(toJson(document.last_change), version),
    deletion: isDeleted ? { at: toIsoTime(at), by: textOf(by), note: textOf(note) } : null,
    labels: readLabels(toJson(document.labels)),
    moves: readMoves(toJson(document.label_moves)),
    touches: readTouches(toJson(document.touched_by)),
  })
}

/** Puts the parts that get a new value into what is set; what there is nothing of is unset. */
export function changeLedger(
  document: Document,
  ledger: Partial<Ledger>,
  set: Document,
  unset: Document,
): void {
  const { change, deletion, labels, moves, touches } = ledger
  const after: Document = {}
  if (change !== undefined) after.last_change = change && { ...change }
  if (labels !== undefined) after.labels = orNull(labels)
  if (moves !== undefined) after.label_moves = orNull(moves)
  if (touches !== undefined) after.touched_by = orNull(touches)
  if (deletion !== undefined) {
    after.deleted_at = deletion?.at == null ? null : new Date(deletion.at)
    after.deleted_by = deletion?.by ?? null
    after.deletion_note = deletion?.note ?? null
  }
  setOrUnset(document, after, set, unset)
}

/** Sorts the fields of a document that get a new value: `null` is for those that go. */
export function setOrUnset(
  document: Document,
  after: Document,
  set: Document,
  unset: Document,
): void {
  for (const [field, value] of Object.entries(after)) {
    if (value !== null) {
      if (value !== document[field]) set[field] = value
    } else if (Object.hasOwn(document, field)) unset[field] = ''
  }
}

function orNull(items: readonly unknown[]): readonly unknown[] | null {
  return items.length === 0 ? null : [...items]
}

function textOf(value: unknown): string | null {
  return value == null ? null : toText(value, '')
}
