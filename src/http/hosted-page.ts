import type { HttpAnswer } from './exchange.ts'

/**
 * A page that a mount serves beside its API, at `{basePath}/-/page`. `characterPage` of `dramatis/page`
 * makes one; mounts without one hold nothing of it.
 */
export interface CharacterPage {
  /**
   * Answers a request for the page, or for a file of it.
   *
   * @param file the last part of the path; `null` for the page itself
   * @param header reads a field of the request, its name in lower case
   * @returns `null` when there is no such file
   */
  readonly answer: (
    file: string | null,
    header: (name: string) => string | undefined,
  ) => HttpAnswer | Promise<HttpAnswer> | null
}
