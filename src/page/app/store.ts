import { useEffect, useState } from 'preact/hooks'

/** Plain data that is replaced, never changed, and whoever wants to know of it. */
export class Store<State> {
  #state: State
  readonly #listeners = new Set<() => void>()

  constructor(state: State) {
    this.#state = state
  }

  get state(): State {
    return this.#state
  }

  /** Replaces the data by what is made of it. */
  change(next: (state: State) => State): void {
    const state = next(this.#state)
    if (state === this.#state) return
    this.#state = state
    for (const listener of [...this.#listeners]) listener()
  }

  /** @returns stops it */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/** What a store holds; the view is drawn again when that is replaced. */
export function useStore<State>(store: Store<State>): State {
  const [, draw] = useState(0)
  useEffect(() => {
    const stop = store.listen(() => draw((n) => n + 1))
    // It may have been replaced between the first drawing and this.
    draw((n) => n + 1)
    return stop
  }, [store])
  return store.state
}
