import { textOf } from './value.ts'

/** What a name of a template stands for. */
export interface Found {
  /** The name as it is spelled where it is defined. */
  readonly name: string
  readonly text: string
  /** The field of the character that holds it. */
  readonly field?: string
}

type Values = { readonly [name: string]: unknown }

/** Names of people: `{{user1}}` and on are those of elizaOS, `{{random_user_1}}` of older cards. */
const SOMEBODY = /^(?:random_)?user_?\d{1,3}$/

/**
 * What the names in the texts of one character stand for. Each is looked up once: the variables of the
 * caller first, then who talks, then what the character has, then what stands for nothing else.
 */
export class Names {
  readonly #character: Values
  readonly #user: string
  readonly #variables: Values
  readonly #spellings = new Map<Values, Map<string, string>>()
  readonly #found = new Map<string, Found | null>()

  constructor(character: object, user: string, variables: Values) {
    this.#character = character as Values
    this.#user = user
    this.#variables = variables
  }

  /** The same names, but for what `{{original}}` stands for. */
  withOriginal(original: unknown): Names {
    const variables = { ...this.#variables, original }
    return new Names(this.#character, this.#user, variables)
  }

  find(spelling: string): Found | null {
    const known = this.#found.get(spelling)
    if (known !== undefined) return known
    const found =
      this.#own(this.#variables, spelling) ??
      this.#talker(spelling.toLowerCase()) ??
      this.#field(spelling) ??
      this.#alias(spelling.toLowerCase())
    this.#found.set(spelling, found)
    return found
  }

  /** What the texts of the character call it. */
  char(): string {
    const nickname = textOf(this.#character.nickname, 'nickname') ?? ''
    return nickname.trim() === '' ? String(this.#character.display_name) : nickname
  }

  #talker(name: string): Found | null {
    if (name === 'char') return { name, text: this.char() }
    return name === 'user' ? { name, text: this.#user } : null
  }

  #alias(name: string): Found | null {
    if (name === 'agentname') return { name: 'agentName', text: this.char() }
    if (name === 'description') {
      return { name, text: textOf(this.#character.personality, name) ?? '', field: 'personality' }
    }
    // A character without a scenario is one whose scenario is empty.
    if (name === 'scenario' || name === 'original') return { name, text: '' }
    return SOMEBODY.test(name) ? { name, text: this.#user } : null
  }

  #field(spelling: string): Found | null {
    const found = this.#own(this.#character, spelling)
    return found && { ...found, field: found.name }
  }

  /** Own properties only: `{{constructor}}` is no name. The exact spelling goes before the others. */
  #own(values: Values, spelling: string): Found | null {
    const name = Object.hasOwn(values, spelling)
      ? spelling
      : this.#spellingsOf(values).get(spelling.toLowerCase())
    if (name === undefined) return null
    const text = textOf(values[name], name)
    return text === undefined ? null : { name, text }
  }

  #spellingsOf(values: Values): Map<string, string> {
    let spellings = this.#spellings.get(values)
    if (spellings === undefined) {
      const names = Object.keys(values).reverse()
      spellings = new Map(names.map((name) => [name.toLowerCase(), name]))
      this.#spellings.set(values, spellings)
    }
    return spellings
  }
}
