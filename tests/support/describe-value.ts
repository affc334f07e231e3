/** A value as a title of a test shows it. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return String(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const keys = Object.keys(value)
  return `${value.constructor.name} { ${keys.join(', ')} }`
}
