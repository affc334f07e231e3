import { describeValue } from './describe-value.ts'

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
    throw new TypeError(`${owner}: options must be an object, got ${describeValue(options)}`)
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
  let nearest = ''
  let best = -1
  for (const name of Object.keys(known)) {
    const likeness = likenessOf(given.toLowerCase(), name.toLowerCase())
    if (likeness > best) [nearest, best] = [name, likeness]
  }
  return new TypeError(`${owner}: there is no ${kind} '${given}': the nearest is '${nearest}'`)
}

/** The share of the letters of both that one finds in the other in the same order. */
function likenessOf(a: string, b: string): number {
  let counts = [0]
  for (const letter of a) {
    const next = [0]
    for (let at = 0; at < b.length; at++) {
      const longest = Math.max(next[at] ?? 0, counts[at + 1] ?? 0)
      next.push(letter === b[at] ? (counts[at] ?? 0) + 1 : longest)
    }
    counts = next
  }
  return (counts[b.length] ?? 0) / (a.length + b.length)
}
