import type { CharacterModel } from '../../model/character-model.ts'

/** Options of `adoptCharacters`. */
export interface AdoptionOptions {
  /**
   * The model of the service whose characters these will be: it says by which fields they are found.
   *
   * @default a model without attributes
   */
  readonly model?: CharacterModel | undefined
  /**
   * Whether nothing is written: the report says what would be done.
   *
   * @default false
   */
  readonly dryRun?: boolean | undefined
  /** Ends the adoption between two documents. What was adopted stays so, and the rest can follow. */
  readonly signal?: AbortSignal | undefined
  /** Called with each problem when it is met, those included that the report has no room for. */
  readonly onProblem?: ((problem: AdoptionProblem) => void) | undefined
}

/**
 * Why a document could not be adopted whole:
 *
 * - `taken`: another active character holds the canonical form of its name. It stays reachable under
 *   the spelling in which it is stored.
 * - `name`: it has no name that could be one, or its original name is not known.
 * - `field`: a field holds what it should not. It is read as the message says, and left as it is.
 * - `id`: its `_id` is neither an ObjectId nor text that differs from one: it is left as it is.
 * - `index`: there is no unique index on `name`, so that no name was changed.
 * - `busy`: another program wrote it again and again meanwhile.
 */
export type AdoptionProblemKind = 'taken' | 'name' | 'field' | 'id' | 'index' | 'busy'

/** One thing that a person has to look at. */
export interface AdoptionProblem {
  /** What sort of problem it is. */
  readonly kind: AdoptionProblemKind
  /** The id of the character; `null` where the collection as a whole is meant. */
  readonly id: string | null
  /** The name as it is stored, cut to 100 characters; `null` where there is none. */
  readonly name: string | null
  /** What is wrong, and what to do about it. */
  readonly message: string
  /** With `taken`: the id of the character that holds the name. */
  readonly heldBy?: string | undefined
}

/** What an adoption did, or with `dryRun` would have done. */
export interface AdoptionReport {
  /** Whether nothing was written. */
  readonly dryRun: boolean
  /** How many documents were looked at. */
  readonly examined: number
  /** How many of them were changed; each may count several times below. */
  readonly adopted: number
  /** Active characters whose name was made canonical. */
  readonly renamed: number
  /** Soft-deleted characters that gave their name up, so that others can have it. */
  readonly freed: number
  /** Deleted characters that another program had made active again: they got their name back. */
  readonly revived: number
  /** Documents in which absent fields were filled in, times made dates, or leftovers removed. */
  readonly completed: number
  /** Documents that got words to be found by; see `reindexCharacters`. */
  readonly indexed: number
  /** How many problems there are of each kind. */
  readonly problemCounts: Readonly<Record<AdoptionProblemKind, number>>
  /** The first 1,000 of them, in the order they were met. */
  readonly problems: readonly AdoptionProblem[]
}

const MAX_PROBLEMS = 1_000
const SHOWN_LENGTH = 100

/** Counts what is done and collects what could not be. */
export class AdoptionTally {
  #examined = 0
  #adopted = 0
  readonly #steps = { renamed: 0, freed: 0, revived: 0, completed: 0 }
  readonly #problems: AdoptionProblem[] = []
  readonly #problemCounts: Record<AdoptionProblemKind, number> = {
    taken: 0,
    name: 0,
    field: 0,
    id: 0,
    index: 0,
    busy: 0,
  }
  readonly #options: AdoptionOptions

  constructor(options: AdoptionOptions) {
    this.#options = options
  }

  examine(): void {
    this.#examined++
  }

  adopt(named: 'renamed' | 'freed' | 'revived' | undefined, isCompleted: boolean): void {
    this.#adopted++
    if (named !== undefined) this.#steps[named]++
    if (isCompleted) this.#steps.completed++
  }

  complain(problem: AdoptionProblem): void {
    const shown = { ...problem, name: shorten(problem.name) }
    this.#problemCounts[problem.kind]++
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(shown)
    this.#options.onProblem?.(shown)
  }

  report(indexed: number): AdoptionReport {
    return {
      dryRun: this.#options.dryRun === true,
      examined: this.#examined,
      adopted: this.#adopted,
      ...this.#steps,
      indexed,
      problemCounts: this.#problemCounts,
      problems: this.#problems,
    }
  }
}

function shorten(name: string | null): string | null {
  return name === null ? null : name.slice(0, SHOWN_LENGTH).toWellFormed()
}
