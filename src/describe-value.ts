/** What a value is, in few words and without its content where that may be long. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 100)}'`
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof Promise) return 'a promise: await it first'
  if (Array.isArray(value)) return 'an array'
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name
  return typeof name === 'string' && name !== 'Object' ? `a ${name}` : 'an object'
}

/** What is said of a value that is not what it must be. */
export function notWanted(what: string, wanted: string, got: unknown): TypeError {
  return new TypeError(`${what} must be ${wanted}, got ${describeValue(got)}`)
}
