/** The parts of a request target that matter: who it was addressed to does not. */
export interface RequestTarget {
  readonly path: string
  readonly query: string
}

/**
 * Splits a request target (RFC 9112, section 3.2) as it stands: nothing is decoded or resolved. The
 * scheme and authority of an absolute form are dropped.
 */
export function splitTarget(target: string): RequestTarget {
  const start = target.startsWith('/') ? 0 : pathStart(target)
  const hash = target.indexOf('#', start)
  const end = hash === -1 ? target.length : hash
  const mark = target.indexOf('?', start)
  if (mark === -1 || mark > end) {
    const whole = start === 0 && end === target.length
    return { path: (whole ? target : target.slice(start, end)) || '/', query: '' }
  }
  return { path: target.slice(start, mark) || '/', query: target.slice(mark + 1, end) }
}

function pathStart(target: string): number {
  const scheme = target.indexOf('://')
  if (scheme === -1) return 0
  for (let at = scheme + 3; at < target.length; at++) {
    const char = target[at]
    if (char === '/' || char === '?' || char === '#') return at
  }
  return target.length
}
