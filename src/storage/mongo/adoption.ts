import { type Collection, type Document, ObjectId } from 'mongodb'
import { isCharacterError } from '../../errors.ts'
import { type AdoptionPlan, type DocumentChange, planAdoption } from './adoption-plan.ts'
import {
  type AdoptionOptions,
  type AdoptionProblem,
  type AdoptionReport,
  AdoptionTally,
} from './adoption-report.ts'
import { type Bounds, isDuplicateKey, isWriteConflict } from './command.ts'
import { EXACT } from './document.ts'
import { guardOf } from './guard.ts'
import { reindexHeads } from './reindex.ts'
import { toText } from './value.ts'

/** What an adoption works on. */
export interface AdoptionScope {
  readonly characters: Collection
  readonly bounds: Bounds
  /** Whether the unique index on `name` is there; a real run may make it. Throws what is in its way. */
  readonly ensureIndex: () => Promise<boolean>
}

const MAX_TRIES = 5
const BATCH = 100
const ACTIVE: Document = { is_active: { $ne: false } }

/**
 * Takes over the documents of another program, one guarded write for each: what that program writes
 * meanwhile is never overwritten. The deleted ones come first, so that the names they hold are free.
 */
export async function adoptDocuments(
  scope: AdoptionScope,
  options: AdoptionOptions,
): Promise<AdoptionReport> {
  const adoption = new Adoption(scope, options)
  await adoption.run()
  const { indexed } = await reindexHeads(scope.characters, options, scope.bounds)
  return adoption.tally.report(indexed)
}

class Adoption {
  readonly tally: AdoptionTally
  readonly #characters: Collection
  readonly #scope: AdoptionScope
  readonly #isDry: boolean
  /** Whether names may be changed; `null` before it is known. */
  #isIndexed: boolean | null = null
  /** The names that a dry run has given away, and to whom. */
  readonly #promised = new Map<string, string>()

  constructor(scope: AdoptionScope, options: AdoptionOptions) {
    this.tally = new AdoptionTally(options)
    this.#characters = scope.characters
    this.#scope = scope
    this.#isDry = options.dryRun === true
  }

  async run(): Promise<void> {
    await this.#adoptAll({ is_active: false })
    await this.#index()
    await this.#adoptAll(ACTIVE)
  }

  async #adoptAll(filter: Document): Promise<void> {
    const page = { ...EXACT, ...this.#scope.bounds(), sort: { _id: 1 }, batchSize: BATCH } as const
    for await (const document of this.#characters.find(filter, page)) {
      this.tally.examine()
      await this.#adopt(document)
    }
  }

  async #adopt(found: Document): Promise<void> {
    let document: Document | null = found
    for (let tries = 1; document !== null; tries++) {
      // Made active again meanwhile: its turn comes with the others.
      if (this.#isIndexed === null && document.is_active !== false) return
      const plan = planAdoption(document, new Date())
      if (await this.#carryOut(document, plan)) return
      if (tries === MAX_TRIES) {
        const message = 'another program writes it all the time: repeat the adoption'
        this.tally.complain({ kind: 'busy', id: plan.id, name: plan.name, message })
        return
      }
      document = await this.#characters.findOne(
        { _id: { $eq: document._id } },
        { ...EXACT, ...this.#scope.bounds() },
      )
    }
  }

  /** Does what is planned, and tells whether it could: else the document has changed. */
  async #carryOut(document: Document, plan: AdoptionPlan): Promise<boolean> {
    const { id, name, naming, completion } = plan
    const wanted = naming?.wanted ?? null
    const obstacle = wanted === null ? null : await this.#obstacleTo(wanted, plan)
    const changes = [obstacle === null ? naming : null, completion].filter((one) => one !== null)
    if (changes.length > 0) {
      if (!this.#isDry && !(await this.#write(document, changes))) return false
      if (wanted !== null && obstacle === null) this.#promised.set(wanted, id)
      this.tally.adopt(obstacle === null ? naming?.step : undefined, completion !== null)
    }
    for (const complaint of plan.complaints) this.tally.complain({ ...complaint, id, name })
    if (obstacle !== null) this.tally.complain(obstacle)
    return true
  }

  /** What keeps a character from a name: nothing, once its holder is known to be deleted. */
  async #obstacleTo(wanted: string, plan: AdoptionPlan): Promise<AdoptionProblem | null> {
    if (this.#isIndexed === false) return unindexed(plan)
    const promised = this.#isDry ? this.#promised.get(wanted) : undefined
    if (promised !== undefined) return taken(plan, wanted, promised)
    const filter = { name: { $eq: wanted }, ...(this.#isDry && ACTIVE) }
    const holder = await this.#characters.findOne(filter, { ...EXACT, ...this.#scope.bounds() })
    if (holder === null) return null
    if (holder.is_active !== false) return taken(plan, wanted, toText(holder._id, ''))
    await this.#adopt(holder)
    return null
  }

  async #write(document: Document, changes: readonly DocumentChange[]): Promise<boolean> {
    const set: Document = { write_id: new ObjectId().toHexString() }
    const unset: Document = {}
    const guard = guardOf(document)
    for (const change of changes) {
      Object.assign(set, change.set)
      for (const field of change.unset) unset[field] = ''
    }
    // Beside its state, the very fields that are about to be replaced.
    for (const field of [...Object.keys(set), ...Object.keys(unset)]) {
      guard[field] ??= { $eq: document[field] ?? null }
    }
    const isUnset = Object.keys(unset).length > 0
    const update = isUnset ? { $set: set, $unset: unset } : { $set: set }
    try {
      const { matchedCount } = await this.#characters.updateOne(guard, update, this.#scope.bounds())
      return matchedCount === 1
    } catch (error) {
      if (isDuplicateKey(error) || isWriteConflict(error)) return false
      throw error
    }
  }

  async #index(): Promise<void> {
    try {
      this.#isIndexed = await this.#scope.ensureIndex()
      if (this.#isIndexed) return
      // A dry run: could it be made?
      this.#isIndexed = (await this.#complainOfDuplicates()) === 0
      if (!this.#isIndexed) this.#complainOfIndex('Names are held more than once')
    } catch (error) {
      if (!isCharacterError(error, 'CHARACTER_STORAGE')) throw error
      this.#isIndexed = false
      await this.#complainOfDuplicates()
      this.#complainOfIndex(error.message)
    }
  }

  #complainOfIndex(reason: string): void {
    const message = `${reason}: without the unique index no name is changed`
    this.tally.complain({ kind: 'index', id: null, name: null, message })
  }

  /** Active characters of one and the same name, which only a missing index allows. */
  async #complainOfDuplicates(): Promise<number> {
    let count = 0
    const groups = this.#characters.aggregate(
      [
        { $match: ACTIVE },
        { $group: { _id: '$name', count: { $sum: 1 } } },
        { $match: { count: { $gt: 1 } } },
        { $sort: { _id: 1 } },
      ],
      { ...this.#scope.bounds(), allowDiskUse: true },
    )
    for await (const { _id: name } of groups) {
      const filter = { name: { $eq: name }, ...ACTIVE }
      const page = { ...EXACT, ...this.#scope.bounds(), projection: { name: 1 } }
      const holders = this.#characters.find(filter, { ...page, sort: { _id: 1 } })
      let heldBy: string | undefined
      for await (const holder of holders) {
        const id = toText(holder._id, '')
        if (heldBy !== undefined && typeof name === 'string') {
          this.tally.complain(taken({ id, name }, name, heldBy))
        }
        heldBy ??= id
        count++
      }
    }
    return count
  }
}

type Named = Pick<AdoptionPlan, 'id' | 'name'>

function taken({ id, name }: Named, wanted: string, heldBy: string): AdoptionProblem {
  const message = `'${wanted}' is the name of the character ${heldBy}: rename or delete one of them`
  return { kind: 'taken', id, name, message, heldBy }
}

function unindexed({ id, name }: Named): AdoptionProblem {
  return { kind: 'index', id, name, message: 'its name was not changed, for want of the index' }
}
