import { notWanted } from './describe-value.ts'

/** The names of all options that an interface has; what they are set to says nothing. */
export type KnownOptions<Options extends object> = { readonly [Option in keyof Options]-?: true }

/**
 * Holds a bag of options against the names that there are: a misspelled one would be as good as none.
 *
 * @param owner the name of the function that was called, for messages
 * @throws {TypeError} naming an option that there is not and the nearest one that there is
 */
export function checkOptions(owner: string, options: unknown, known: object): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw notWanted(`${owner}: options`, 'an object', options)
  }
  const stranger = Object.keys(options).find((option) => !Object.hasOwn(known, option))
  if (stranger !== undefined) throw unknownOption(owner, 'option', stranger, known)
}

/** What is said of a name that is not among the known ones. */
export function unknownOption(
  owner: string,
  kind: string,
  stranger: string,
  known: object,
): TypeError {
  const given = stranger.slice(0, 100)
  const [nearest] = Object.keys(known).sort((a, b) => likenessOf(given, b) - likenessOf(given, a))
  return new TypeError(`${owner}: there is no ${kind} '${given}': the nearest is '${nearest}'`)
}

/** The share of the letters of both that are found one after the other. */
function likenessOf(one: string, other: string): number {
  let rest = other.toLowerCase()
  let shared = 0
  for (const letter of one.toLowerCase()) {
    const at = rest.indexOf(letter)
    if (at === -1) continue
    shared++
    rest = rest.slice(at + 1)
  }
  return shared / (one.length + other.length)
}
