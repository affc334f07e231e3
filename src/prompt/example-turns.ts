import { trimRange } from './choices.ts'

/** One turn of an example, not yet rendered. */
export interface ExampleTurn {
  readonly role: 'user' | 'assistant'
  readonly text: string
  /** Where it begins, in UTF-16 units. */
  readonly offset: number
}

const BREAK = /<START>|\n|$/gi
const SPEAKER =
  /^[ \t]*(?:(?:\{\{\s*|<)(?:(char|agentname|bot)|(?:random_)?user_?\d{0,3})(?:\s*\}\}|>)[ \t]*|([^\s:{}<>][^\n:{}<>]{0,199})):/i
const USERS = ['User', 'You']

/**
 * The turns of examples as cards hold them: blocks that begin with `<START>`, in which each turn begins
 * on a line with who speaks, `{{user}}:` or `{{char}}:`. What nobody speaks is the character's.
 *
 * Read before anything is rendered, so that no value can speak for somebody.
 *
 * @param characterNames what the character is called
 */
export function exampleTurns(text: string, characterNames: readonly string[]): ExampleTurn[] {
  const turns: ExampleTurn[] = []
  let role: ExampleTurn['role'] = 'assistant'
  let from = 0
  let line = 0
  const finish = (to: number): void => {
    const said = trimRange(text, from, to)
    if (said.from < said.to) {
      turns.push({ role, text: text.slice(said.from, said.to), offset: said.from })
    }
  }
  for (const { 0: token, index } of text.matchAll(BREAK)) {
    const speaker = speakerOf(text.slice(line, index), characterNames)
    if (speaker !== undefined) {
      finish(line)
      role = speaker.role
      from = line + speaker.length
    }
    if (token.length > 1) {
      finish(index)
      role = 'assistant'
      from = index + token.length
    }
    line = index + token.length
  }
  finish(text.length)
  return turns
}

function speakerOf(
  line: string,
  characterNames: readonly string[],
): { role: ExampleTurn['role']; length: number } | undefined {
  const [head, character, name] = SPEAKER.exec(line) ?? []
  if (head === undefined) return undefined
  const spoken = name?.trim() ?? (character ? characterNames[0] : USERS[0]) ?? ''
  const isCharacter = characterNames.includes(spoken)
  if (!isCharacter && !USERS.includes(spoken)) return undefined
  return { role: isCharacter ? 'assistant' : 'user', length: head.length }
}
