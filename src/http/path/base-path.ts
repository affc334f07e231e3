import { describeValue } from '../../describe-value.ts'

const DEFAULT = '/characters'
/** What may stand in a path (RFC 3986, section 3.3) and means nothing to routers. */
const BASE_PATH = /^(?:\/(?:[\w.~$&+,;=@-]|%[0-9A-Fa-f]{2})+)+\/?$|^\/$/

/**
 * Checks a base path and takes off the slash at its end: `''` stands for the root.
 *
 * @param caller the name of the function that was called, for messages
 * @throws {TypeError} when no request could ever match it as it stands
 */
export function resolveBasePath(caller: string, given: string | undefined): string {
  const path = given ?? DEFAULT
  const fits = typeof path === 'string' && BASE_PATH.test(path) && path.split('/').every(isSegment)
  if (!fits) {
    throw new TypeError(
      `${caller}: basePath must be a percent-encoded path like '/characters', or '/', without '.', '..' and encoded '/', '*', ':', '?' or '#', got ${describeValue(path)}`,
    )
  }
  return path.endsWith('/') ? path.slice(0, -1) : path
}

/** Clients resolve dots; routers that decode part at a slash, and take the others for patterns. */
function isSegment(encoded: string): boolean {
  try {
    const segment = decodeURIComponent(encoded)
    return segment !== '.' && segment !== '..' && !/[/*:?#]/.test(segment)
  } catch {
    return false
  }
}
