/**
 * Waits for a promise, but no longer than `ms`; tells whether it was fulfilled in time. Never
 * rejects. The timer does not keep the process alive.
 */
export function fulfilledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    timer.unref()
    promise.then(
      () => finish(true),
      () => finish(false),
    )
    function finish(isFulfilled: boolean): void {
      clearTimeout(timer)
      resolve(isFulfilled)
    }
  })
}
