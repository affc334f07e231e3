import { Lexer } from 'yaml'
import { CharacterFileError } from './file-error.ts'

/** Words and signs of a text: each may be an error, which takes the parser as long as a page of prose. */
const MAX_TOKENS = 250_000
const MAX_DEPTH = 100

/**
 * Looks over YAML before it is parsed: the parser goes into what is nested by calling itself, and where
 * the stack ends in the midst of an expression's compilation the whole process ends.
 *
 * @throws {CharacterFileError} when it holds too much, or is nested too deep
 */
export function checkTokens(path: string, text: string, firstLine: number): void {
  const columns: number[] = []
  let [tokens, line, column, brackets] = [0, firstLine, 0, 0]
  for (const token of new Lexer().lex(text)) {
    if (++tokens > MAX_TOKENS) {
      const reason = `must hold at most ${MAX_TOKENS} words and signs`
      throw new CharacterFileError('FILE_TOO_LARGE', path, reason)
    }
    if (token === '[' || token === '{') brackets++
    if (token === ']' || token === '}') brackets = Math.max(0, brackets - 1)
    // What stands further right than what is before it may be inside of it.
    if (brackets === 0 && !/^\s*$/.test(token)) {
      while ((columns.at(-1) ?? -1) >= column) columns.pop()
      columns.push(column)
    }
    if (columns.length + brackets > MAX_DEPTH) {
      throw new CharacterFileError('FILE_MALFORMED', path, 'is nested too deep', { line })
    }
    const lines = token.split('\n')
    line += lines.length - 1
    column = (lines.length > 1 ? 0 : column) + (lines.at(-1) ?? '').length
  }
}
