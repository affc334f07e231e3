/** The promise itself, unless the signal aborts first: then its reason. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  if (signal.aborted) {
    promise.catch(ignore)
    return Promise.reject(signal.reason)
  }
  return new Promise<T>((resolve, reject) => {
    const forget = onAbort(signal, () => reject(signal.reason))
    promise.then(resolve, reject).finally(forget)
  })
}

/** Those who listen to a signal, through one listener: Node warns of a leak where it has eleven. */
interface Audience {
  readonly listeners: Set<() => void>
  readonly tellAll: () => void
}

const audiences = new WeakMap<AbortSignal, Audience>()

/** @returns ends it, and leaves nothing behind */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const { listeners, tellAll } = audiences.get(signal) ?? gather(signal)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    signal.removeEventListener('abort', tellAll)
    audiences.delete(signal)
  }
}

function gather(signal: AbortSignal): Audience {
  const listeners = new Set<() => void>()
  const tellAll = (): void => {
    for (const tell of listeners) tell()
  }
  const audience = { listeners, tellAll }
  audiences.set(signal, audience)
  signal.addEventListener('abort', tellAll, { once: true })
  return audience
}

function ignore(): void {}
