/** Freezes a value and its parts: that a value is frozen says nothing of them. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) for (const item of value) deepFreeze(item)
  else for (const key in value) deepFreeze(value[key])
  return Object.isFrozen(value) ? value : Object.freeze(value)
}
