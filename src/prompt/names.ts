import { textOf } from './value.ts'

/** What a name of a template stands for. */
export interface Found {
  /** As it is spelled where it is defined; empty for what is no variable. */
  readonly name: string
  readonly text: string
  /** The field of the character that holds it. */
  readonly field?: string | undefined
}

/** Gives what a name stands for, in any spelling; each is looked up once. */
export type Names = (spelling: string) => Found | undefined

type Values = { readonly [name: string]: unknown }

/** Names of people: `{{user1}}` and on are those of elizaOS, `{{random_user_1}}` of older cards. */
const SOMEBODY = /^(?:random_)?user_?\d{1,3}$/

/**
 * The names in the texts of one character: the variables of the caller first, then who talks, then
 * what the character has, then what stands for nothing else.
 */
export function namesOf(character: object, user: string, variables: object): Names {
  const variable = ownNames(variables as Values, false)
  const field = ownNames(character as Values, true)
  const nickname = field('nickname')?.text ?? ''
  const char = nickname.trim() === '' ? (field('display_name')?.text ?? '') : nickname
  const alias = (name: string): Found | undefined => {
    if (name === 'agentname') return { name: 'agentName', text: char }
    if (name === 'description') return { text: '', ...field('personality'), name }
    if (name === 'newline') return { name: '', text: '\n' }
    if (name === 'noop') return { name: '', text: '' }
    // A character without a scenario is one whose scenario is empty.
    if (name === 'scenario' || name === 'original') return { name, text: '' }
    return SOMEBODY.test(name) ? { name, text: user } : undefined
  }
  const found = new Map<string, Found | undefined>()
  return (spelling) => {
    if (!found.has(spelling)) {
      const name = spelling.toLowerCase()
      const talker = name === 'char' ? char : user
      const isTalker = name === 'char' || name === 'user'
      const before = variable(spelling) ?? (isTalker ? { name, text: talker } : field(spelling))
      found.set(spelling, before ?? alias(name))
    }
    return found.get(spelling)
  }
}

/** Own properties only: `{{constructor}}` is no name. The exact spelling goes before the others. */
function ownNames(values: Values, isCharacter: boolean): Names {
  let spellings: Map<string, string> | undefined
  return (spelling) => {
    let name: string | undefined = spelling
    if (!Object.hasOwn(values, spelling)) {
      spellings ??= new Map(
        Object.keys(values)
          .reverse()
          .map((key) => [key.toLowerCase(), key]),
      )
      name = spellings.get(spelling.toLowerCase())
    }
    if (name === undefined) return undefined
    const text = textOf(values[name], name)
    if (text === undefined) return undefined
    return { name, text, field: isCharacter ? name : undefined }
  }
}
