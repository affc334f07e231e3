/** The promise itself, unless the signal aborts first: then its reason. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise<T>((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason)
    if (signal.aborted) giveUp()
    promise.then(resolve, reject).finally(onAbort(signal, giveUp))
  })
}

/** Those who listen to a signal, through one listener: Node warns of a leak where it has eleven. */
class Audience extends Set<() => void> {
  handleEvent(): void {
    for (const tell of this) tell()
  }
}

const audiences = new WeakMap<AbortSignal, Audience>()

/** @returns ends it, and leaves nothing behind */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const audience = audiences.get(signal) ?? new Audience()
  audience.add(listener)
  audiences.set(signal, audience)
  signal.addEventListener('abort', audience)
  return () => {
    audience.delete(listener)
    if (audience.size === 0) signal.removeEventListener('abort', audience)
  }
}
