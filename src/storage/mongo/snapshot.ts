import type { Collection, Document } from 'mongodb'
import type { ListVersionsOptions, VersionKey } from '../character-storage.ts'
import type { StoredCharacter } from '../stored-character.ts'
import { versionWriteOf } from '../stored-character.ts'
import { type Bounds, isDuplicateKey, isWriteConflict } from './command.ts'
import {
  contentOf,
  documentOf,
  EXACT,
  fromSnapshot,
  type MongoRecord,
  shownName,
} from './document.ts'
import { withSafeKeys } from './value.ts'

/** As many digits as the greatest version number has, so that text order is the order of numbers. */
const VERSION_DIGITS = 16
/** The character after the colon: ids that begin with `<id>:` come before it. */
const AFTER_COLON = ';'

/** The `_id` of a snapshot. */
export function snapshotId(id: string, version: number): string {
  return `${id}:${String(version).padStart(VERSION_DIGITS, '0')}`
}

/** The `_id`s of the snapshots of a character: from a version on, and before one. */
export function snapshotRange(id: string, from?: number, before?: number): Document {
  return {
    _id: {
      $gte: from === undefined ? `${id}:` : snapshotId(id, from),
      $lt: before === undefined ? `${id}${AFTER_COLON}` : snapshotId(id, before),
    },
  }
}

/** The snapshots of a character that are to go: those before a version, or all, but for some. */
export function removable(
  id: string,
  below: number | undefined,
  except: readonly number[] = [],
): Document {
  const range = snapshotRange(id, undefined, below)
  if (except.length === 0) return range
  return { _id: { ...range._id, $nin: except.map((version) => snapshotId(id, version)) } }
}

/** The snapshot of a head: all its fields as they are stored, active and under its original name. */
export function toSnapshot(head: StoredCharacter): Document {
  const document = documentOf(head, 'head')
  const { id, version_number } = head.character
  const snapshot: Document = {
    _id: snapshotId(id, version_number),
    character_id: document._id,
    ...withSafeKeys(contentOf(document)),
  }
  snapshot.name = shownName(document)
  if (document.is_active === false) snapshot.is_active = true
  for (const field of ['write_id', 'tenant', 'last_change']) {
    if (Object.hasOwn(document, field)) snapshot[field] = document[field]
  }
  return snapshot
}

/** Reads the snapshot of a version. */
export async function findSnapshot(
  versions: Collection,
  id: string,
  version: number,
  bounds: Bounds,
): Promise<MongoRecord | null> {
  const byId: Document = { _id: snapshotId(id, version) }
  const snapshot = await versions.findOne(byId, { ...EXACT, ...bounds() })
  return snapshot && fromSnapshot(snapshot)
}

/** Reads the snapshots of some versions. */
export async function findSnapshotsOf(
  versions: Collection,
  keys: readonly VersionKey[],
  bounds: Bounds,
): Promise<readonly MongoRecord[]> {
  const ids: Document = { $in: keys.map(({ id, version }) => snapshotId(id, version)) }
  const how = { ...EXACT, ...bounds(), batchSize: keys.length + 1 }
  return (await versions.find({ _id: ids }, how).toArray()).map(fromSnapshot)
}

/**
 * Reads snapshots of a character, newest first.
 *
 * @param fields of the documents that are read; all of them without it
 */
export async function findSnapshots(
  versions: Collection,
  id: string,
  { from, before, limit }: ListVersionsOptions,
  bounds: Bounds,
  fields?: Document,
): Promise<readonly MongoRecord[]> {
  const projection = fields === undefined ? {} : { projection: fields }
  const page = { sort: { _id: -1 }, limit, batchSize: limit, ...projection } as const
  const found = versions.find(snapshotRange(id, from, before), { ...EXACT, ...bounds(), ...page })
  return (await found.toArray()).map(fromSnapshot)
}

const MAX_TRIES = 5

/** Stores a snapshot unless its version is kept already, and tells which. */
export async function keepSnapshot(
  versions: Collection,
  snapshot: Document,
  versionWrite: string | null,
  bounds: Bounds,
): Promise<'saved' | 'present' | 'differs'> {
  for (let tries = 1; ; tries++) {
    try {
      await versions.insertOne(snapshot, bounds())
      return 'saved'
    } catch (error) {
      if (!isDuplicateKey(error) && !isWriteConflict(error)) throw error
      const kept = await versions.findOne({ _id: snapshot._id }, { ...EXACT, ...bounds() })
      if (kept) return versionWriteOf(fromSnapshot(kept)) === versionWrite ? 'present' : 'differs'
      // It was pruned in between, or the server was busy with another writer's copy.
      if (tries === MAX_TRIES) throw error
    }
  }
}

const SNAPSHOT_ID = new RegExp(`^(.*):\\d{${VERSION_DIGITS}}$`, 's')

/** The text of the id of the character that a snapshot is of; `null` where it is no id of ours. */
export function historyOf(_id: unknown): string | null {
  return typeof _id === 'string' ? (SNAPSHOT_ID.exec(_id)?.[1] ?? null) : null
}

/** A text after the ids of all snapshots of the character that a snapshot is of. */
export function afterHistory(_id: string): string {
  const id = historyOf(_id)
  return id === null ? _id : `${id}${AFTER_COLON}`
}
