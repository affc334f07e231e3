/** Whether two JSON values are the same, in whatever order their keys come. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [from, to] = [Object.entries(a), new Map(Object.entries(b))]
  return (
    from.length === to.size &&
    from.every(([key, value]) => to.has(key) && sameJson(value, to.get(key)))
  )
}
