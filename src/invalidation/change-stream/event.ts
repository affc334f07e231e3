import { canonicalStoredName } from '../../model/tenant.ts'
import type { InvalidationMessage } from '../invalidation-bus.ts'

/** What is asked of each event: no more than is read, for a character may hold megabytes. */
export const EVENT_FIELDS: Readonly<Record<string, 1>> = {
  operationType: 1,
  documentKey: 1,
  'fullDocument._id': 1,
  'fullDocument.name': 1,
  'fullDocument.deleted_name': 1,
  'fullDocument.renamed_from': 1,
  'fullDocument.version_number': 1,
  'fullDocument.write_id': 1,
  'updateDescription.updatedFields.name': 1,
  'updateDescription.updatedFields.deleted_name': 1,
  'updateDescription.updatedFields.renamed_from': 1,
  'updateDescription.updatedFields.version_number': 1,
  'updateDescription.updatedFields.write_id': 1,
}

type Fields = { readonly [field: string]: unknown }

const MAX_KNOWN_NAMES = 10_000
const NAME_FIELDS = ['name', 'deleted_name', 'renamed_from']
const CHANGES = new Set<unknown>(['insert', 'update', 'replace', 'delete'])
const ENDINGS = new Set<unknown>(['invalidate', 'drop', 'dropDatabase', 'rename'])

/**
 * Makes messages of the events of a change stream.
 *
 * The looked-up document may be newer than its event, so that a name may have come and gone in
 * between; what a server tells of the changed fields names it. No server needs to tell: whatever
 * cannot be traced to a name becomes a message for every name.
 */
export class ChangeReader {
  /** Which active name a character was last seen under, `null` when none: a removal tells its id only. */
  readonly #names = new Map<string, string | null>()

  /** The messages of one event; `ended` when nothing comes after it. */
  read(event: Fields): readonly InvalidationMessage[] | 'ended' {
    const { operationType } = event
    if (ENDINGS.has(operationType)) return 'ended'
    if (!CHANGES.has(operationType)) return []
    const key = fieldsOf(event.documentKey)
    const full = fieldsOf(event.fullDocument)
    const id = idOf(key._id ?? full._id)
    const known = id === null ? undefined : this.#names.get(id)
    const changed = fieldsOf(fieldsOf(event.updateDescription).updatedFields)

    const spellings = [key.name, ...NAME_FIELDS.flatMap((field) => [full[field], changed[field]])]
    const names = new Set(spellings.map(toName))
    names.add(known ?? null)
    names.delete(null)
    if (id !== null) this.#remember(id, nameAfter(event, full))

    const isTraced = known === null || names.size > 0 || spellings.some(isText)
    if (!isTraced) return [messageOf(null, null, null, null)]
    const writeId = writeIdOf(operationType, full, changed)
    // Another program may put any number there, or leave ours: only our own writes raise it for sure.
    const version =
      writeId === null
        ? null
        : (toVersion(changed.version_number) ?? toVersion(full.version_number))
    return [...names].map((name) => messageOf(name, id, version, writeId))
  }

  #remember(id: string, name: string | null | undefined): void {
    this.#names.delete(id)
    if (name === undefined) return
    this.#names.set(id, name)
    if (this.#names.size <= MAX_KNOWN_NAMES) return
    const [oldest] = this.#names.keys()
    if (oldest !== undefined) this.#names.delete(oldest)
  }
}

/** As the storage shows it: the digits of an ObjectId. */
function idOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value)
}

/** The active name after an event: `null` when there is none, `undefined` when it is not known. */
function nameAfter(event: Fields, full: Fields): string | null | undefined {
  if (event.operationType === 'delete') return undefined
  if (isText(full.name)) return toName(full.name)
  // An update whose document is gone by now: its removal follows, and nothing can be kept of it.
  const isGone = !isObject(event.fullDocument) && isObject(event.updateDescription)
  return isGone ? null : undefined
}

/** The write that made this very event. A document keeps the one of an earlier write of ours. */
function writeIdOf(operationType: unknown, full: Fields, changed: Fields): string | null {
  if (isText(changed.write_id)) return changed.write_id
  return operationType === 'insert' && isText(full.write_id) ? full.write_id : null
}

function messageOf(
  name: string | null,
  id: string | null,
  version: number | null,
  writeId: string | null,
): InvalidationMessage {
  return { name, id, version, write_id: writeId, origin: null }
}

/** The name a character may be kept under; `null` for tombstones, and what else is no name. */
function toName(spelling: unknown): string | null {
  if (!isText(spelling)) return null
  try {
    return canonicalStoredName(spelling)
  } catch {
    return null
  }
}

function toVersion(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {}
}
