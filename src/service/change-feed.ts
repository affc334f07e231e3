import { type Logger, tell } from '../logger.ts'

/**
 * A write that was acknowledged.
 *
 * @category Changes
 */
export interface CharacterChangeEvent {
  /** What was done. */
  readonly operation: ChangeOperation
  /** The stored name it has now: behind `tenants/<tenant>/` where it is a tenant's (see `tenantOf`). */
  readonly name: string
  /** The id of the character. */
  readonly id: string
  /** The version it is at now. */
  readonly version_number: number
  /** Who wrote, if that was said. */
  readonly by: string | null
  /** Why, if that was said. */
  readonly note: string | null
  /** The fields that were changed. */
  readonly fields: readonly string[]
}

/**
 * The writes of a service.
 *
 * @category Changes
 */
export type ChangeOperation =
  | 'create'
  | 'update'
  | 'delete'
  | 'restore'
  | 'purge'
  | 'rollback'
  | 'setLabel'
  | 'removeLabel'

/**
 * Told of every write.
 *
 * @category Changes
 */
export type ChangeListener = (change: CharacterChangeEvent) => void

/** An event, and its place among others of its names. */
export interface FeedEntry {
  readonly event: CharacterChangeEvent
  /** The stored names that the write touched. */
  readonly names: readonly string[]
  /** The token of the write; `null` where it left nothing. */
  readonly writeId: string | null
  /** The token of the write it followed; `null` where it followed none. */
  readonly after: string | null
}

/** More would mean that a name is written without a pause: then they come as they were acknowledged. */
const MAX_HELD = 1_000

/**
 * Tells the host of writes, in the order in which they happened to a name. Acknowledgements may come in
 * another one, so that an event waits until nobody is writing one of its names.
 */
export class ChangeFeed {
  readonly #listener: ChangeListener
  readonly #isWriting: (name: string) => boolean
  readonly #logger: Logger | undefined
  #held: FeedEntry[] = []

  constructor(
    listener: ChangeListener,
    isWriting: (name: string) => boolean,
    logger: Logger | undefined,
  ) {
    this.#listener = listener
    this.#isWriting = isWriting
    this.#logger = logger
  }

  /** Tells what need not wait any more; to be called when any write has ended, with what it did. */
  flush(...done: readonly FeedEntry[]): void {
    this.#held.push(...done)
    const isFull = this.#held.length > MAX_HELD
    const waits = ({ names }: FeedEntry): boolean => !isFull && names.some(this.#isWriting)
    const ready = this.#held.filter((entry) => !waits(entry))
    this.#held = this.#held.filter(waits)
    while (ready.length > 0) {
      const next = ready.findIndex((entry) => !ready.some((other) => comesBefore(other, entry)))
      for (const { event } of ready.splice(Math.max(next, 0), 1)) this.#tell(event)
    }
  }

  #tell(event: CharacterChangeEvent): void {
    const { operation, id } = event
    // A function that is async may reject.
    const told = async (): Promise<void> => this.#listener(event)
    told().catch((error: unknown) => {
      tell(this.#logger, 'warn', 'onChange failed', { operation, id, error })
    })
  }
}

/** Whether a write made what another one started from, or made room for it. */
function comesBefore(one: FeedEntry, other: FeedEntry): boolean {
  if (one === other) return false
  if (one.event.id === other.event.id) return one.writeId !== null && one.writeId === other.after
  const isEnd = ['delete', 'purge'].includes(one.event.operation)
  const given = one.names.filter((name) => isEnd || name !== one.event.name)
  return given.some((name) => other.names.includes(name))
}
