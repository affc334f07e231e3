/** `$changeStream` on a standalone; an unknown stage; an unknown command; not implemented. */
const UNSUPPORTED = new Set<unknown>([40573, 40324, 115, 238])

/** Whether an error means that this server has no change streams, and not that it is in trouble. */
export function hasNoChangeStreams(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  // Amazon DocumentDB has them switched off at first, under a code that means something else elsewhere.
  return (
    UNSUPPORTED.has(code) || (typeof message === 'string' && /modifyChangeStreams/.test(message))
  )
}
