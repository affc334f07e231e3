import type { Document } from 'mongodb'
import type { JsonValue } from '../../model/json-value.ts'
import type { CharacterChange } from '../character-storage.ts'
import { toStorable } from '../storable.ts'
import type { CharacterRecord, StoredCharacter } from '../stored-character.ts'
import { type NamedHead, nameAfter } from '../stored-name.ts'
import { contentOf, documentOf, fromHead, toStored } from './document.ts'
import { changeLedger, LEDGER_FIELDS, setOrUnset } from './ledger-fields.ts'
import { refuseLargeDocument, toText } from './value.ts'

/** What a swap sends, and the document it makes. */
export interface HeadWrite {
  /** The head as it is once the write is done. */
  readonly next: Document
  /** What it shows then. */
  readonly character: CharacterRecord
  /** The fields to set and to unset; `null` when the whole document is replaced by `next`. */
  readonly update: Document | null
  /** Whether the head gets another stored name, which may be taken. */
  readonly renames: boolean
}

/**
 * What becomes of a head by a change. Fields that the change does not name, or names with the value
 * they show already, are left out of the update, so that they stay as they are stored, types and all.
 *
 * @throws {CharacterStorageError} when the change cannot be stored
 * @throws {TypeError} when `head` or `change.content` did not come from this storage
 */
export function planSwap(head: StoredCharacter, change: CharacterChange): HeadWrite {
  const document = documentOf(head, 'head')
  const { fields } = toStorable(change.set)
  const base = change.content ? withContent(document, documentOf(change.content)) : document
  const shown = change.content ? fromHead(base).character : head.character
  const set: Document = {}
  const unset: Document = {}
  changeFields(base, shown, fields, set)
  changeName(document, namedHead(head, document), fields, set, unset)
  if (change.ledger !== undefined) changeLedger(document, change.ledger, set, unset)
  set.write_id = change.writeId
  changeWords(document, change, fields.version_number ?? shown.version_number, set)
  const next = without({ ...base, ...set }, unset)
  refuseLargeDocument(next)
  const renames = set.name !== undefined
  const { id, name } = head.character
  const character: CharacterRecord = { ...shown, name, ...fields, id }
  if (change.content) return { next, character, update: null, renames }
  const isUnset = Object.keys(unset).length > 0
  const update = isUnset ? { $set: set, $unset: unset } : { $set: set }
  return { next, character, update, renames }
}

/** Words count for the version that they were written with. */
function changeWords(
  document: Document,
  { searchWords, content }: CharacterChange,
  version: number,
  set: Document,
): void {
  if (searchWords === undefined) return
  const isKept = content === undefined && isSameJson(document.search_words, searchWords)
  if (!isKept) set.search_words = [...searchWords]
  set.search_version = version
}

const NAMING_FIELDS = [
  'name',
  'tenant',
  'is_active',
  'version_number',
  'deleted_name',
  ...LEDGER_FIELDS,
] as const

/** The head with the content of another version, under its own id, name, state and number. */
function withContent(document: Document, content: Document): Document {
  const base: Document = { _id: document._id, ...contentOf(content) }
  for (const field of NAMING_FIELDS) {
    if (Object.hasOwn(document, field)) base[field] = document[field]
    else delete base[field]
  }
  return base
}

function changeFields(
  base: Document,
  shown: CharacterRecord,
  fields: Partial<CharacterRecord>,
  set: Document,
): void {
  for (const [field, value] of Object.entries(fields)) {
    if (field === 'id' || field === 'name' || value === undefined) continue
    const isSame = Object.hasOwn(base, field) && isSameJson(shown[field], value)
    if (!isSame) set[field] = toStored(field, value)
  }
}

function changeName(
  document: Document,
  head: NamedHead,
  fields: Partial<CharacterRecord>,
  set: Document,
  unset: Document,
): void {
  const { name, deletedName, renamedFrom } = nameAfter(head, fields)
  const isNamed = fields.name !== undefined || fields.is_active !== undefined
  const after: Document = { renamed_from: isNamed ? renamedFrom : null }
  if (isNamed) {
    after.name = name
    after.deleted_name = deletedName
  }
  setOrUnset(document, after, set, unset)
}

function namedHead({ character }: StoredCharacter, document: Document): NamedHead {
  const { id, name, is_active: isActive } = character
  return { id, name, isActive, storedName: toText(document.name, '') }
}

function without(document: Document, fields: Document): Document {
  for (const field of Object.keys(fields)) delete document[field]
  return document
}

/** Both are JSON of our own making, so that the same value has the same text but for key order. */
function isSameJson(a: JsonValue | undefined, b: JsonValue): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b))
}
