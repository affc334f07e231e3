/** Lets everything that is ready run: promise reactions, and those they make ready. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** The outcomes of promises, told apart. */
export async function outcomes<T>(
  promises: readonly Promise<T>[],
): Promise<{ readonly values: T[]; readonly errors: unknown[] }> {
  const settled = await Promise.allSettled(promises)
  const values: T[] = []
  const errors: unknown[] = []
  for (const one of settled) {
    if (one.status === 'fulfilled') values.push(one.value)
    else errors.push(one.reason)
  }
  return { values, errors }
}
