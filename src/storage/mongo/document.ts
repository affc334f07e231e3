import { type Document, type FindOptions, ObjectId } from 'mongodb'
import type { Character } from '../../model/character.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json-value.ts'
import { RESERVED_FIELDS } from '../../model/reserved-fields.ts'
import { placeOf, plainName, tenantOf } from '../../model/tenant.ts'
import type { InsertOptions } from '../character-storage.ts'
import type { Ledger } from '../ledger.ts'
import type { CharacterRecord, StoredCharacter } from '../stored-character.ts'
import { isTombstone } from '../stored-name.ts'
import { readLedger } from './ledger-fields.ts'
import { timeOfId, toIsoTime } from './time.ts'
import { toJson, toText } from './value.ts'

/** Fields that are ours to keep, or that no driver takes back, and no content of a character. */
const OWN_FIELDS: ReadonlySet<string> = new Set([...RESERVED_FIELDS, '_bsontype'])
/** Fields that are stored as dates. */
export const TIME_FIELDS: ReadonlySet<string> = new Set(['created_at', 'updated_at', 'deleted_at'])

const TEXT_FIELDS = [
  'id',
  'name',
  'display_name',
  'personality',
  'system_prompt',
  'created_at',
  'updated_at',
] as const

/** How documents are read: every value in the very type in which it is stored. */
export const EXACT: FindOptions = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
  useBigInt64: false,
  raw: false,
  enableUtf8Validation: false,
}

/**
 * A document as it is stored, every value in its BSON type. A class, so that no foreign object
 * passes for one in a guard.
 */
export class MongoState {
  readonly kind: 'head' | 'snapshot'
  readonly document: Document

  constructor(kind: 'head' | 'snapshot', document: Document) {
    this.kind = kind
    this.document = document
    Object.freeze(this)
  }
}

/** A head or a snapshot with the document it was read from. */
export class MongoRecord implements StoredCharacter {
  readonly character: CharacterRecord
  readonly writeId: string | null
  readonly state: MongoState
  #ledger: Ledger | undefined

  constructor(
    character: CharacterRecord,
    writeId: string | null,
    kind: MongoState['kind'],
    document: Document,
  ) {
    this.character = character
    this.writeId = writeId
    this.state = new MongoState(kind, document)
    Object.freeze(this)
  }

  /** Read when it is asked for: a list of characters asks for none. */
  get ledger(): Ledger {
    this.#ledger ??= readLedger(this.state.document, this.character.version_number)
    return this.#ledger
  }
}

/** @throws {TypeError} when a record is not one of this storage's, or a snapshot in place of a head */
export function documentOf(record: StoredCharacter, kind?: 'head'): Document {
  const state: unknown = record?.state
  if (!(state instanceof MongoState)) {
    throw new TypeError('a stored character must be handed back as the storage gave it')
  }
  if (kind && state.kind !== kind) throw new TypeError('a head is needed, got a snapshot')
  return state.document
}

/** The id of a character as it is stored: an ObjectId where it has the form of one. */
export function toObjectId(id: string): ObjectId | string {
  return /^[0-9a-f]{24}$/.test(id) ? ObjectId.createFromHexString(id) : id
}

/** A field of a character as it is stored: times as dates. */
export function toStored(field: string, value: JsonValue): unknown {
  return TIME_FIELDS.has(field) ? new Date(String(value)) : value
}

/** The document of a new head. */
export function toDocument(
  character: CharacterRecord,
  writeId: string,
  { searchWords, change }: InsertOptions = {},
): Document {
  const document: Document = { _id: toObjectId(character.id) }
  for (const [field, value] of Object.entries(character)) {
    if (field !== 'id') document[field] = toStored(field, value)
  }
  const tenant = tenantOf(character.name)
  if (tenant !== null) document.tenant = tenant
  document.write_id = writeId
  if (change !== undefined) document.last_change = { ...change }
  if (searchWords !== undefined) {
    document.search_words = [...searchWords]
    document.search_version = character.version_number
  }
  return document
}

/** The content of a document: everything but what says where and how it is stored. */
export function contentOf(document: Document): Document {
  const content: Document = {}
  for (const field of Object.keys(document)) {
    if (OWN_FIELDS.has(field)) continue
    if (field !== '__proto__') content[field] = document[field]
    else
      Object.defineProperty(content, field, Object.getOwnPropertyDescriptor(document, field) ?? {})
  }
  return content
}

/** Reads a head, whatever program wrote it: fills in what is absent, and never refuses. */
export function fromHead(document: Document): MongoRecord {
  return fromDocument('head', document, toText(document._id, ''))
}

/**
 * A head as it has just been written, `character` being what was said of it: nothing has to be read
 * out of the document again where that is all that a character has.
 */
export function asWritten(document: Document, character: CharacterRecord): MongoRecord {
  if (!isWhole(character)) return fromHead(document)
  return new MongoRecord(Object.freeze(character), document.write_id, 'head', document)
}

/** Whether every field is there and of its type, as a read would give it. */
function isWhole(character: CharacterRecord): boolean {
  const { traits, avatar_url, voice_settings, version_number, is_active } = character
  return (
    TEXT_FIELDS.every((field) => typeof character[field] === 'string') &&
    !isTombstone(character.name) &&
    Array.isArray(traits) &&
    traits.every((trait) => typeof trait === 'string') &&
    (avatar_url === null || typeof avatar_url === 'string') &&
    typeof voice_settings === 'object' &&
    !Array.isArray(voice_settings) &&
    Number.isInteger(version_number) &&
    version_number >= 1 &&
    typeof is_active === 'boolean'
  )
}

/** Reads a snapshot. */
export function fromSnapshot(document: Document): MongoRecord {
  return fromDocument('snapshot', document, toText(document.character_id, ''))
}

/** The stored name of a document, but for a tombstone: then the original one. */
export function shownName(document: Document): string {
  const name = toText(document.name, '')
  if (!isTombstone(name)) return name
  // Whose it is, the name alone says.
  return placeOf(name) + plainName(toText(document.deleted_name, plainName(name)))
}

function fromDocument(kind: MongoState['kind'], document: Document, id: string): MongoRecord {
  const character: Record<string, JsonValue> = baseFields(document, id)
  for (const field of Object.keys(document)) {
    const isContent = !OWN_FIELDS.has(field) && field !== '__proto__'
    if (isContent && !Object.hasOwn(character, field)) character[field] = toJson(document[field])
  }
  const writeId = toText(document.write_id, '')
  const record = Object.freeze(character) as CharacterRecord
  return new MongoRecord(record, writeId === '' ? null : writeId, kind, document)
}

function baseFields(document: Document, id: string): Record<keyof Character, JsonValue> {
  const name = shownName(document)
  const createdAt = toIsoTime(document.created_at) ?? timeOfId(id)
  return {
    id,
    name,
    display_name: toText(document.display_name, plainName(name)),
    personality: toText(document.personality, ''),
    system_prompt: toText(document.system_prompt, ''),
    traits: toTraits(document.traits),
    avatar_url: typeof document.avatar_url === 'string' ? document.avatar_url : null,
    voice_settings: toSettings(document.voice_settings),
    created_at: createdAt,
    updated_at: toIsoTime(document.updated_at) ?? createdAt,
    is_active: document.is_active !== false,
    version_number: toVersion(document.version_number),
  }
}

function toTraits(value: unknown): readonly string[] {
  if (typeof value === 'string') return Object.freeze([value])
  if (!Array.isArray(value)) return Object.freeze([])
  return Object.freeze(value.map((trait) => toText(trait, '')))
}

function toSettings(value: unknown): JsonObject | null {
  const json = toJson(value)
  return isJsonObject(json) ? json : null
}

function toVersion(value: unknown): number {
  const version = toJson(value)
  return typeof version === 'number' && version >= 1 ? Math.trunc(version) : 1
}
