import { CharacterStorageError } from '../../src/errors.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'

/** What may happen to a call that a writer has made. */
export type Fate =
  /** It is carried out and answered. */
  | 'run'
  /** It is carried out and its answer is lost. */
  | 'lose'
  /** It is given up unanswered, and may be carried out later. */
  | 'delay'
  /** Its writer dies before it is made. */
  | 'crash'
  /** A call given up before is carried out now. */
  | 'arrive'

/** One thing that can happen next. */
interface Choice {
  readonly fate: Fate
  readonly writer: number
}

interface PendingCall {
  readonly label: string
  carryOut(): Promise<unknown>
  answer(value: unknown): void
  fail(error: unknown): void
}

/** A world that can be run again from its beginning, the same way each time. */
export interface World {
  readonly storage: CharacterStorage
  /** Starts one writer over its own view of the storage. */
  readonly writers: readonly ((storage: CharacterStorage) => Promise<void>)[]
  /** What distinguishes one state from another beside the calls under way. */
  fingerprint(): Promise<string>
  /** Throws when an end is bad. `crashed` tells which writers died. */
  check(crashed: ReadonlySet<number>): Promise<void>
}

/** How far an exploration goes. */
export interface ExploreOptions {
  /** Fates that may happen beside `run`, and how often at most in one story. */
  readonly fates: Partial<Record<Exclude<Fate, 'run' | 'arrive'>, number>>
  /** Lets everything run that waits for no storage, pauses included. */
  readonly settle: () => Promise<void>
}

/** What an exploration has seen. */
export interface Explored {
  states: number
  steps: number
  ends: number
  readonly bad: string[]
}

/**
 * Tells every story of a world in which calls of the storage happen one at a time, in every order and
 * with every fate, leaving out what leads to a state that was seen before.
 */
export async function explore(
  world: () => Promise<World>,
  options: ExploreOptions,
): Promise<Explored> {
  const seen = new Set<string>()
  const explored: Explored = { states: 0, steps: 0, ends: 0, bad: [] }
  const open: Choice[][] = [[]]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const story = new Story(await world(), options)
    await story.start()
    for (const choice of path) await story.take(choice)
    for (;;) {
      const state = await story.fingerprint()
      if (seen.has(state)) break
      seen.add(state)
      const [next, ...others] = story.choices()
      for (const other of others) open.push([...story.taken, other])
      if (next === undefined) {
        explored.ends++
        await story.end().catch((error: unknown) => {
          explored.bad.push(`${story.tell()}: ${String(error)}`)
        })
        break
      }
      await story.take(next)
      explored.steps++
    }
  }
  explored.states = seen.size
  return explored
}

class Story {
  readonly taken: Choice[] = []
  readonly #world: World
  readonly #options: ExploreOptions
  readonly #pending: (PendingCall | undefined)[] = []
  readonly #late: PendingCall[] = []
  readonly #lastAnswers: string[] = []
  readonly #crashed = new Set<number>()

  constructor(world: World, options: ExploreOptions) {
    this.#world = world
    this.#options = options
  }

  async start(): Promise<void> {
    for (const [writer, run] of this.#world.writers.entries()) {
      void run(this.#viewOf(writer)).catch(() => {})
      await this.#options.settle()
    }
  }

  choices(): Choice[] {
    const choices: Choice[] = []
    for (const [writer, call] of this.#pending.entries()) {
      if (call === undefined || this.#crashed.has(writer)) continue
      choices.push({ fate: 'run', writer })
      for (const fate of ['lose', 'delay', 'crash'] as const) {
        const used = this.taken.filter((choice) => choice.fate === fate).length
        if (used < (this.#options.fates[fate] ?? 0)) choices.push({ fate, writer })
      }
    }
    for (const writer of this.#late.keys()) choices.push({ fate: 'arrive', writer })
    return choices
  }

  async take(choice: Choice): Promise<void> {
    this.taken.push(choice)
    const { fate, writer } = choice
    if (fate === 'crash') {
      this.#crashed.add(writer)
      this.#pending[writer] = undefined
    } else if (fate === 'arrive') {
      const [call] = this.#late.splice(writer, 1)
      await call?.carryOut().catch(() => {})
    } else {
      await this.#answer(writer, fate)
    }
    await this.#options.settle()
  }

  async fingerprint(): Promise<string> {
    const calls = [...this.#pending.entries()].map(([writer, call]) =>
      this.#crashed.has(writer) ? 'dead' : [call?.label ?? 'done', this.#lastAnswers[writer]],
    )
    const used = this.taken
      .filter(({ fate }) => fate !== 'run' && fate !== 'arrive')
      .map((c) => c.fate)
    const late = this.#late.map(({ label }) => label).sort()
    const text = JSON.stringify([await this.#world.fingerprint(), calls, late, used.sort()])
    // Write ids differ from story to story: only which are equal matters.
    const names = new Map<string, string>()
    return text.replace(/[0-9a-f]{24}/g, (id) => {
      if (!names.has(id)) names.set(id, `#${names.size}`)
      return names.get(id) as string
    })
  }

  end(): Promise<void> {
    return this.#world.check(this.#crashed)
  }

  tell(): string {
    return this.taken.map(({ fate, writer }) => `${fate} ${writer}`).join(', ')
  }

  async #answer(writer: number, fate: 'run' | 'lose' | 'delay'): Promise<void> {
    const call = this.#pending[writer]
    if (call === undefined)
      throw new Error('nothing to answer: the world is not the same each time')
    this.#pending[writer] = undefined
    if (fate === 'delay') {
      this.#late.push(call)
      this.#lastAnswers[writer] = `${call.label} gave up`
      call.fail(new CharacterStorageError('no reply'))
      return
    }
    try {
      const value = await call.carryOut()
      this.#lastAnswers[writer] = JSON.stringify([call.label, fate, value])
      if (fate === 'lose') call.fail(new CharacterStorageError('reply lost'))
      else call.answer(value)
    } catch (error) {
      this.#lastAnswers[writer] = String(error)
      call.fail(error)
    }
  }

  #viewOf(writer: number): CharacterStorage {
    return new Proxy(this.#world.storage, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key)
        if (typeof member !== 'function') return member
        return (...args: unknown[]) =>
          new Promise((answer, fail) => {
            const label = `${String(key)} ${JSON.stringify(args.slice(0, -1))}`
            const carryOut = async () => Reflect.apply(member, target, args)
            this.#pending[writer] = { label, carryOut, answer, fail }
          })
      },
    })
  }
}
