/** A code block of a document. */
export interface Snippet {
  /** Of the line with the opening fence, from 1. */
  readonly line: number
  readonly code: string
  /** The words after the language: in "```ts run" there is one. */
  readonly marks: readonly string[]
}

const OPENING = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[ \t]*([^`]*)$/

/** The blocks of a Markdown text in one of these languages, in their order. */
export function snippetsOf(markdown: string, languages: readonly string[]): Snippet[] {
  const snippets: Snippet[] = []
  const lines = markdown.split(/\r?\n/)
  for (let at = 0; at < lines.length; at++) {
    const opening = OPENING.exec(lines[at] ?? '')
    if (opening === null) continue
    const [, fence = '', language = '', rest = ''] = opening
    const end = closingLine(lines, at + 1, fence)
    if (end === -1) throw new Error(`line ${at + 1}: this code block has no end`)
    if (languages.includes(language)) {
      const code = lines.slice(at + 1, end).join('\n')
      snippets.push({ line: at + 1, code, marks: rest.split(/\s+/).filter(Boolean) })
    }
    at = end
  }
  return snippets
}

/** A program made of a snippet and of those that it continues. */
export interface Program {
  readonly line: number
  readonly code: string
  readonly runs: boolean
}

/**
 * The programs that a document shows. A block marked `continues` is read behind the block before
 * it; one marked `run` is also run, with what it continues.
 */
export function programsOf(snippets: readonly Snippet[]): Program[] {
  let before = ''
  return snippets.map(({ line, code, marks }) => {
    before = marks.includes('continues') ? `${before}\n${code}` : code
    return { line, code: before, runs: marks.includes('run') }
  })
}

function closingLine(lines: readonly string[], from: number, fence: string): number {
  const closing = new RegExp(`^ {0,3}${fence[0]}{${fence.length},}[ \\t]*$`)
  return lines.findIndex((line, index) => index >= from && closing.test(line))
}

/** What a text imports from the package: `{ entry: 'dramatis/mongo', names: ['mongoStorage'] }`. */
export interface PackageImport {
  readonly entry: string
  readonly names: readonly string[]
}

const IMPORT =
  /(?:(?:import|export)\s+(?:type\s+)?([^'"`;]*?)\s*from\s*|(?:import|require)\s*\(\s*|import\s+)['"](dramatis(?:\/[\w./-]+)?)['"]/g

/** Every import of the package in a text, whatever stands around it. */
export function packageImports(text: string): PackageImport[] {
  // A comment line's own star is no part of the import that it shows.
  const code = text.replace(/^[ \t]*\*(?= |$)/gm, ' ')
  return [...code.matchAll(IMPORT)].map(([, clause = '', entry = '']) => ({
    entry,
    names: namesIn(clause),
  }))
}

function namesIn(clause: string): string[] {
  const braces = /\{([^}]*)\}/.exec(clause)?.[1] ?? ''
  return braces
    .split(',')
    .map(
      (one) =>
        one
          .replace(/^\s*type\s/, '')
          .split(/\sas\s/)[0]
          ?.trim() ?? '',
    )
    .filter(Boolean)
}
