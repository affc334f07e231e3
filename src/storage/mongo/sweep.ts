import type { Document } from 'mongodb'
import type { Bounds } from './command.ts'
import type { MongoCollections } from './database.ts'
import { EXACT, fromHead } from './document.ts'
import { afterHistory, historyOf, removable } from './snapshot.ts'
import { type KeptHistory, type NewestVersion, planSweep, type Removal } from './sweep-plan.ts'

/** Options of `sweep`. */
export interface SweepOptions {
  /**
   * Whether nothing is removed: the report says what would be.
   *
   * @default false
   */
  readonly dryRun?: boolean | undefined
  /** Ends the sweep between two characters. What was removed stays so, and the rest can follow. */
  readonly signal?: AbortSignal | undefined
}

/** What a sweep removed, or with `dryRun` would have removed. */
export interface SweepReport {
  /** Whether nothing was removed. */
  readonly dryRun: boolean
  /** How many characters have versions that were looked at. */
  readonly examined: number
  /** How many of them are gone: they were purged. */
  readonly purged: number
  /** The versions that were left of those. */
  readonly purgedVersions: number
  /** The versions of the others that are older than those that are kept. */
  readonly prunedVersions: number
}

const PAGE = 1_000

/** Removes the versions of purged characters, and those older than the ones that are kept. */
export async function sweepVersions(
  collections: MongoCollections,
  keepVersions: number,
  dryRun: boolean,
  bounds: Bounds,
): Promise<SweepReport> {
  const sum = { examined: 0, purged: 0, purgedVersions: 0, prunedVersions: 0 }
  for await (const histories of readHistories(collections, bounds)) {
    sum.examined += histories.length
    const newest = await readNewest(collections, histories, bounds)
    for (const removal of planSweep(histories, newest, keepVersions)) {
      const count = await remove(collections, removal, dryRun, bounds)
      if (removal.below !== undefined) sum.prunedVersions += count
      else {
        sum.purged++
        sum.purgedVersions += count
      }
    }
  }
  return { dryRun, ...sum }
}

/** The characters of which versions are kept, page by page: a long history is leapt over. */
async function* readHistories(
  { versions }: MongoCollections,
  bounds: Bounds,
): AsyncGenerator<readonly KeptHistory[]> {
  for (let after = ''; ; ) {
    const page = { ...EXACT, ...bounds(), projection: { character_id: 1 }, limit: PAGE }
    const found = await versions
      .find({ _id: { $gt: after } } as Document, { ...page, sort: { _id: 1 }, batchSize: PAGE })
      .toArray()
    const histories = new Map<string, KeptHistory>()
    for (const { _id, character_id: characterId } of found) {
      const id = historyOf(_id)
      if (id !== null && characterId !== undefined) histories.set(id, { id, characterId })
    }
    if (histories.size > 0) yield [...histories.values()]
    const last: unknown = found.at(-1)?._id
    // What is written while a sweep goes on must not keep it going.
    if (typeof last !== 'string' || found.length < PAGE) return
    after = afterHistory(last)
  }
}

async function readNewest(
  { characters }: MongoCollections,
  histories: readonly KeptHistory[],
  bounds: Bounds,
): Promise<ReadonlyMap<string, NewestVersion>> {
  const filter = { _id: { $in: histories.map(({ characterId }) => characterId) } } as Document
  const page = { ...EXACT, ...bounds(), projection: { version_number: 1, labels: 1 } }
  const heads = await characters.find(filter, page).toArray()
  return new Map(
    heads.map((head) => {
      const { character, ledger } = fromHead(head)
      const labelled = ledger.labels.map(({ version_number }) => version_number)
      return [character.id, { version: character.version_number, labelled }]
    }),
  )
}

async function remove(
  { versions }: MongoCollections,
  { id, characterId, below, except }: Removal,
  dryRun: boolean,
  bounds: Bounds,
): Promise<number> {
  const filter = { ...removable(id, below, except), character_id: { $eq: characterId } }
  if (dryRun) return versions.countDocuments(filter, bounds())
  return (await versions.deleteMany(filter, bounds())).deletedCount
}
