import { canonicalName } from '../../model/name.ts'
import { decodeId, decodeName } from './parts.ts'
import { matchRoute, type Route, type RouteMatch } from './routes.ts'

/** The decoded parts of a path. */
export interface EndpointPath {
  /** The name as the client spelled it; empty where there is none. */
  readonly spelling: string
  /** The canonical name; `null` where there is none. */
  readonly name: string | null
  /** The id; `null` where there is none. */
  readonly id: string | null
  /** The version as the client wrote it; empty where there is none. */
  readonly version: string
  /** The label; `null` where there is none. */
  readonly label: string | null
  /** The file of the page, as it was sent; `null` where there is none. */
  readonly file: string | null
}

/** A path that is ours. */
export interface LocatedPath {
  readonly route: Route
  /** Its decoded parts, made when first asked for. Throws where they cannot be decoded. */
  parts(): EndpointPath
}

const MAX_KEPT = 10_000
const MAX_KEPT_LENGTH = 300

/**
 * Finds what paths mean. What a path means never changes, so those that were decoded are kept, a
 * bounded number of them: a name that is not plain ASCII costs more to make canonical than to serve.
 */
export class PathLocator {
  readonly #base: string
  readonly #hasPage: boolean
  readonly #kept = new Map<string, LocatedPath>()

  /**
   * @param base where the characters are, without a trailing slash; empty for the root
   * @param hasPage whether the mount has a page
   */
  constructor(base: string, hasPage: boolean) {
    this.#base = base
    this.#hasPage = hasPage
  }

  /**
   * @param path as the client sent it
   * @returns `null` when it is not ours
   */
  locate(path: string): LocatedPath | null {
    const kept = this.#kept.get(path)
    if (kept !== undefined) return kept
    const isShort = path.length <= MAX_KEPT_LENGTH
    const own = isShort ? copyOf(path) : path
    const match = matchRoute(this.#base, own, this.#hasPage)
    if (match === null) return null
    let decoded: EndpointPath | undefined
    const located: LocatedPath = {
      route: match.route,
      parts: () => {
        if (decoded !== undefined) return decoded
        decoded = decode(match)
        if (isShort) this.#keep(own, located)
        return decoded
      },
    }
    return located
  }

  #keep(path: string, located: LocatedPath): void {
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear()
    this.#kept.set(path, located)
  }
}

/** A string of its own: a part of a longer one, such as a whole URL, keeps all of it alive. */
function copyOf(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string
}

function decode(match: RouteMatch): EndpointPath {
  const spelling = match.name === null ? '' : decodeName(match.name)
  return {
    spelling,
    name: match.name === null ? null : canonicalName(spelling),
    id: match.id === null ? null : decodeId(match.id),
    version: match.version ?? '',
    label: match.label === null ? null : decodeId(match.label),
    file: match.file,
  }
}
