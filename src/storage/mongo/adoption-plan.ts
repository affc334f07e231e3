import type { Document } from 'mongodb'
import { isCharacterError } from '../../errors.ts'
import { canonicalStoredName, placeOf, plainName, tenantOf } from '../../model/tenant.ts'
import { isTombstone, tombstoneOf } from '../stored-name.ts'
import { completeFields } from './adoption-fields.ts'
import type { AdoptionProblemKind } from './adoption-report.ts'
import { toText } from './value.ts'

/** Fields to set and to unset in a document, as they are stored. */
export interface DocumentChange {
  readonly set: Document
  readonly unset: readonly string[]
}

/** How a document is to be named. */
export interface NamingPlan extends DocumentChange {
  readonly step: 'renamed' | 'freed' | 'revived'
  /** The name that must be free for it; `null` for a tombstone, which always is. */
  readonly wanted: string | null
}

/** A problem of one document. */
export interface Complaint {
  readonly kind: AdoptionProblemKind
  readonly message: string
}

/** What is to be done with a document. */
export interface AdoptionPlan {
  /** The text of its id. */
  readonly id: string
  /** The name it shows, as it is stored. */
  readonly name: string | null
  /** `null` when its name is as it should be, or cannot be made so. */
  readonly naming: NamingPlan | null
  /** `null` when nothing is missing and nothing left over. */
  readonly completion: DocumentChange | null
  readonly complaints: readonly Complaint[]
}

/**
 * Decides what becomes of a document, whatever program wrote it: `is_active` alone says whether it is
 * deleted. Asks nobody, so that whether a name is free is not known yet.
 *
 * @param document every value in its stored type
 * @param now when it is taken note of that a character is deleted
 */
export function planAdoption(document: Document, now: Date): AdoptionPlan {
  const id = toText(document._id, '')
  const name = originalName(document) ?? textOf(document.name) ?? textOf(document.deleted_name)
  const stranger = complaintAboutId(document._id, id)
  if (stranger) return { id, name, naming: null, completion: null, complaints: [stranger] }

  const isDeleted = document.is_active === false
  const { naming, complaint } = isDeleted ? bury(document, id, now) : unbury(document, id)
  const { set, odd } = completeFields(document)
  const tenant = tenantOf(storedName(document))
  if (tenant !== null && document.tenant !== tenant) set.tenant = tenant
  const unset: string[] = []
  if (isDeleted && naming === null && isAbsent(document, 'deleted_at')) set.deleted_at = now
  // A program that knows nothing of tombstones may write a name back and leave the rest.
  if (!isDeleted && !hasTombstone(document) && complaint === null)
    unset.push(...remainsOf(document))
  const isComplete = Object.keys(set).length + unset.length === 0 && hasWriteId(document)
  const complaints = odd.map((message): Complaint => ({ kind: 'field', message }))
  if (complaint !== null) complaints.unshift({ kind: 'name', message: complaint })
  return { id, name, naming, completion: isComplete ? null : { set, unset }, complaints }
}

interface Naming {
  readonly naming: NamingPlan | null
  readonly complaint: string | null
}

const NAMELESS = 'its original name is not known: restore it with restoreCharacter(id, { name })'
const FLIPPED =
  'it is active under the name of a deleted character, and its own is not known: ' +
  'set is_active to false, then restore it with restoreCharacter(id, { name })'

/** A deleted character gives its name up and keeps it as the original one. */
function bury(document: Document, id: string, now: Date): Naming {
  // Where its name is none, what an older deletion left of one is the best that is known.
  const original = originalName(document) ?? textOf(document.deleted_name)
  const complaint = original === null ? NAMELESS : null
  if (isBuried(document, id)) return { naming: null, complaint }
  const set: Document = { name: tombstoneOf(id, storedName(document)), deleted_at: now }
  if (original !== null && original !== document.deleted_name) set.deleted_name = original
  return { naming: { step: 'freed', wanted: null, set, unset: [] }, complaint }
}

/** An active character has a canonical name, and no tombstone. */
function unbury(document: Document, id: string): Naming {
  if (isBuried(document, id) && originalName(document) === null) {
    return { naming: null, complaint: FLIPPED }
  }
  const original = originalName(document) ?? textOf(document.name)
  if (original === null) return { naming: null, complaint: 'its name is no text: give it one' }
  try {
    const wanted = canonicalStoredName(original)
    if (wanted === document.name) return { naming: null, complaint: null }
    const naming = hasTombstone(document)
      ? ({ step: 'revived', wanted, set: { name: wanted }, unset: remainsOf(document) } as const)
      : ({
          step: 'renamed',
          wanted,
          set: { name: wanted, renamed_from: original },
          unset: [],
        } as const)
    return { naming, complaint: null }
  } catch (error) {
    if (!isCharacterError(error)) throw error
    return { naming: null, complaint: `${error.message}: give it another` }
  }
}

/** The name that is shown: under a tombstone the one from before. */
function originalName(document: Document): string | null {
  if (!hasTombstone(document)) return textOf(document.name)
  const original = textOf(document.deleted_name)
  // Whose it is, the stored name alone says.
  return original && placeOf(storedName(document)) + plainName(original)
}

/** What only a deleted character has. */
function remainsOf(document: Document): string[] {
  return ['deleted_name', 'deleted_at'].filter((field) => Object.hasOwn(document, field))
}

const HEX_ID = /^[0-9a-f]{24}$/

function complaintAboutId(_id: unknown, id: string): Complaint | null {
  if (typeof _id === 'string' && !HEX_ID.test(_id)) return null
  // By shape: the driver may be there twice.
  if (Reflect.get(Object(_id), '_bsontype') === 'ObjectId') return null
  const what = HEX_ID.test(id) ? 'text in the form of an ObjectId' : 'neither an ObjectId nor text'
  return { kind: 'id', message: `its _id is ${what}: no character can be found by it` }
}

/** Whether its name is that of a deleted character: this one, or one of another program's making. */
function hasTombstone({ name }: Document): boolean {
  return typeof name === 'string' && isTombstone(name)
}

function storedName({ name }: Document): string {
  return textOf(name) ?? ''
}

/** Whether it gave its name up as it is done here. */
function isBuried(document: Document, id: string): boolean {
  return document.name === tombstoneOf(id, storedName(document))
}

function hasWriteId(document: Document): boolean {
  return toText(document.write_id, '') !== ''
}

function isAbsent(document: Document, field: string): boolean {
  return (document[field] ?? null) === null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
