import { CharacterFileError } from './file-error.ts'

/** A Markdown file: what stands between two lines of three hyphens, and what follows. */
export interface FrontMatter {
  readonly yaml: string
  readonly body: string
}

// Not with the flag `m`: it takes U+2028 for the end of a line.
const OPENING = /^---[ \t]*\n/
const CLOSING = /(^|\n)---[ \t]*(?:\n|$)/
/** What a body cannot hold unchanged: line ends other than ours, what an editor may drop or show wrong. */
const NOT_IN_BODY = /^\n|(?![\n\t])\p{Cc}/u

/** Whether a body gives a text back as it is. */
export function fitsBody(text: string): boolean {
  return !NOT_IN_BODY.test(text)
}

/**
 * Takes a Markdown file apart. One line end at its end is the file's, and one empty line before the body
 * is the editor's.
 *
 * @throws {CharacterFileError} when there is no front matter
 */
export function splitFrontMatter(path: string, text: string): FrontMatter {
  const opening = OPENING.exec(text)
  if (opening === null) {
    throw malformed(path, "must begin with front matter: a line '---', YAML, and a line '---'", 1)
  }
  const rest = text.slice(opening[0].length)
  const closing = CLOSING.exec(rest)
  if (closing === null) throw malformed(path, "has front matter without a line '---' at its end", 1)
  const body = rest.slice(closing.index + closing[0].length)
  const yaml = rest.slice(0, closing.index + (closing[1] ?? '').length)
  return { yaml, body: body.replace(/^\n/, '').replace(/\n$/, '') }
}

function malformed(path: string, reason: string, line: number): CharacterFileError {
  return new CharacterFileError('FILE_MALFORMED', path, reason, { line })
}

/** Puts a Markdown file together. */
export function joinFrontMatter({ yaml, body }: FrontMatter): string {
  return `---\n${yaml}---\n${body === '' ? '' : `${body}\n`}`
}
