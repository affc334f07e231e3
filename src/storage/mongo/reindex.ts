import type { Collection, Document } from 'mongodb'
import type { CharacterModel } from '../../model/character-model.ts'
import { defaultModel } from '../../model/default-model.ts'
import { presentCharacter } from '../../model/present.ts'
import { wordsOf } from '../../model/searchable.ts'
import type { Bounds } from './command.ts'
import { EXACT, fromHead } from './document.ts'
import { guardOf } from './guard.ts'
import { toJson } from './value.ts'

/** Options of `reindexCharacters`. */
export interface ReindexOptions {
  /**
   * The model of the service whose characters these are: it says which fields are searchable.
   *
   * @default a model without attributes
   */
  readonly model?: CharacterModel | undefined
  /**
   * Whether nothing is written: the report says what would be.
   *
   * @default false
   */
  readonly dryRun?: boolean | undefined
  /** Ends it between two characters. What was indexed stays so, and the rest can follow. */
  readonly signal?: AbortSignal | undefined
}

/** What a reindexing did, or with `dryRun` would have done. */
export interface ReindexReport {
  /** Whether nothing was written. */
  readonly dryRun: boolean
  /** How many characters were looked at, deleted ones included. */
  readonly examined: number
  /** How many of them got other words. */
  readonly indexed: number
}

const BATCH = 100
const MAX_TRIES = 5

/**
 * Gives each head the words of its present version, where it has others or none: one write for each,
 * that applies only to the very state whose words they are. No version is made.
 */
export async function reindexHeads(
  characters: Collection,
  { model = defaultModel, dryRun = false }: ReindexOptions,
  bounds: Bounds,
): Promise<ReindexReport> {
  let examined = 0
  let indexed = 0
  const page = { ...EXACT, ...bounds(), sort: { _id: 1 }, batchSize: BATCH } as const
  for await (const document of characters.find({}, page)) {
    examined++
    if (await reindex(characters, model, document, dryRun, bounds)) indexed++
  }
  return { dryRun, examined, indexed }
}

async function reindex(
  characters: Collection,
  model: CharacterModel,
  found: Document,
  dryRun: boolean,
  bounds: Bounds,
): Promise<boolean> {
  let document: Document | null = found
  for (let tries = 0; document !== null && tries < MAX_TRIES; tries++) {
    const { character } = fromHead(document)
    const words = wordsOf(model, presentCharacter(model, character))
    const { version_number } = character
    const isCurrent = toJson(document.search_version) === version_number
    if (isCurrent && isSame(document.search_words, words)) return false
    if (dryRun) return true
    const set = { search_words: [...words], search_version: version_number }
    const { matchedCount } = await characters.updateOne(guardOf(document), { $set: set }, bounds())
    if (matchedCount === 1) return true
    // Written meanwhile: by this library with words of its own, or by another program.
    const byId: Document = { _id: { $eq: document._id } }
    document = await characters.findOne(byId, { ...EXACT, ...bounds() })
  }
  return false
}

function isSame(stored: unknown, words: readonly string[]): boolean {
  if (!Array.isArray(stored) || stored.length !== words.length) return false
  return words.every((word, index) => word === stored[index])
}
