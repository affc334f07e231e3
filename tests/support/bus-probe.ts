import type {
  InvalidationBus,
  InvalidationMessage,
  Unsubscribe,
} from '../../src/invalidation/invalidation-bus.ts'

/** A subscriber that writes down what it hears. */
export interface BusProbe {
  /** The names of the messages so far. */
  readonly names: (string | null)[]
  readonly messages: InvalidationMessage[]
  /** What it was told of gaps so far. */
  readonly gaps: boolean[]
  readonly leave: Unsubscribe
}

/** Subscribes and listens. */
export async function probe(bus: InvalidationBus): Promise<BusProbe> {
  const names: (string | null)[] = []
  const messages: InvalidationMessage[] = []
  const gaps: boolean[] = []
  const leave = await bus.subscribe(
    (message) => {
      names.push(message.name)
      messages.push(message)
    },
    (connected) => gaps.push(connected),
  )
  return { names, messages, gaps, leave }
}

/** A message about a name, of a service of its own. */
export function messageAbout(
  name: string | null,
  fields: Partial<InvalidationMessage> = {},
): InvalidationMessage {
  return { name, id: null, version: null, write_id: null, origin: 'probe', ...fields }
}

/** Settles once a condition holds; rejects after `timeoutMs`, saying what never came. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs: number = 15_000,
): Promise<void> {
  const until = performance.now() + timeoutMs
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`never: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
