import { isJsonObject, type JsonObject, type JsonValue } from '../model/json-value.ts'
import type { LabelInfo, LabelMove } from '../model/label.ts'

/**
 * The write that made a version.
 *
 * @category Storage
 */
export type ChangeRecord = {
  /** The version it made. What is kept of another one says nothing: another program wrote since. */
  readonly version_number: number
  /** The token of the write. */
  readonly write_id: string | null
  /** Who wrote, if that was said. */
  readonly by: string | null
  /** Why, if that was said. */
  readonly note: string | null
  /** The fields that were changed, if that is known. */
  readonly fields: readonly string[] | null
  /** The version whose content it took over. */
  readonly rolled_back_to: number | null
}

/**
 * When and by whom a character was deleted, and why.
 *
 * @category Storage
 */
export type DeletionRecord = {
  /** ISO 8601; `null` where another program did not say. */
  readonly at: string | null
  /** Who deleted it, if that was said. */
  readonly by: string | null
  /** Why, if that was said. */
  readonly note: string | null
}

/**
 * What is kept beside the content of a character. A snapshot keeps the `change` alone.
 *
 * @category Storage
 */
export interface Ledger {
  /** The write that made this version; `null` where another program did, or nothing was kept of it. */
  readonly change: ChangeRecord | null
  /** Of a deleted head. */
  readonly deletion: DeletionRecord | null
  /** Its labels. */
  readonly labels: readonly LabelInfo[]
  /** The latest moves of its labels, newest first. */
  readonly moves: readonly LabelMove[]
  /** The tokens of the latest writes that made no version, newest first. */
  readonly touches: readonly string[]
}

/** Nothing is kept. */
export const EMPTY_LEDGER: Ledger = Object.freeze({
  change: null,
  deletion: null,
  labels: Object.freeze([]),
  moves: Object.freeze([]),
  touches: Object.freeze([]),
})

/** Reads what is kept of the write that made a version, whatever another program has made of it. */
export function readChange(value: JsonValue | undefined, version: number): ChangeRecord | null {
  if (!isJsonObject(value) || value.version_number !== version) return null
  const { fields } = value
  return {
    version_number: version,
    write_id: textOf(value.write_id),
    by: textOf(value.by),
    note: textOf(value.note),
    fields: Array.isArray(fields) ? Object.freeze(fields.filter(isText)) : null,
    rolled_back_to: countOf(value.rolled_back_to),
  }
}

/** Reads labels in the same manner. */
export function readLabels(value: JsonValue | undefined): readonly LabelInfo[] {
  return read(value, (item) => {
    const [label, version_number] = [textOf(item.label), countOf(item.version_number)]
    return label === null || version_number === null
      ? null
      : { label, version_number, ...moveOf(item) }
  })
}

/** Reads moves of labels in the same manner. */
export function readMoves(value: JsonValue | undefined): readonly LabelMove[] {
  return read(value, (item) => {
    const label = textOf(item.label)
    if (label === null) return null
    return { label, from: countOf(item.from), to: countOf(item.to), ...moveOf(item) }
  })
}

/** Reads tokens of writes in the same manner. */
export function readTouches(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter(isText) : EMPTY_LEDGER.touches
}

function moveOf(item: JsonObject): Pick<LabelMove, 'moved_at' | 'moved_by' | 'note'> {
  return {
    moved_at: textOf(item.moved_at) ?? '',
    moved_by: textOf(item.moved_by),
    note: textOf(item.note),
  }
}

function read<T>(
  value: JsonValue | undefined,
  readItem: (item: JsonObject) => T | null,
): readonly T[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item) => {
    const one = isJsonObject(item) ? readItem(item) : null
    return one === null ? [] : [one]
  })
}

function textOf(value: JsonValue | undefined): string | null {
  return isText(value) ? value : null
}

function countOf(value: JsonValue | undefined): number | null {
  return Number.isSafeInteger(value) && Number(value) >= 1 ? Number(value) : null
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
