import { describeValue } from '../describe-value.ts'
import { isOfTexts } from './attribute-schema.ts'
import type { Character } from './character.ts'
import type { AttributeSchemas, CharacterModel } from './character-model.ts'
import { keepRecent } from './keep-recent.ts'
import { searchWords } from './search-words.ts'

/** The fields of every character that may be searched; what a model searches unless it says. */
export const SEARCHED_FIELDS: readonly string[] = /* @__PURE__ */ Object.freeze([
  'name',
  'display_name',
  'traits',
  'personality',
])

/** What is read of a model to know what is searched. */
type SearchedModel = Pick<CharacterModel, 'searchable'>

/** What the searchable fields of a character held when its words were made. */
interface Worded {
  readonly values: readonly unknown[]
  readonly words: readonly string[]
}

const MAX_WORDED = 256
/** By id, of each model: most writes leave most fields alone. */
const wordedOfModels = new WeakMap<SearchedModel, Map<string, Worded>>()

/**
 * Looks at the option `searchable` of a model.
 *
 * @throws {TypeError} with a sentence that says what to do
 */
export function checkSearchable(
  given: unknown,
  attributes: AttributeSchemas,
  hidden: readonly string[],
): readonly string[] {
  if (given === undefined) return SEARCHED_FIELDS
  if (!Array.isArray(given)) {
    throw refusal(`must be an array of field names, got ${describeValue(given)}`)
  }
  const fields: unknown[] = [...given]
  fields.forEach((field, index) => {
    const complaint = complaintAbout(field, attributes, hidden)
    if (complaint !== null) throw refusal(`holds ${describeValue(field)}, ${complaint}`)
    if (fields.indexOf(field) < index) throw refusal(`holds ${describeValue(field)} twice`)
  })
  return Object.freeze(fields as string[])
}

function complaintAbout(
  field: unknown,
  attributes: AttributeSchemas,
  hidden: readonly string[],
): string | null {
  if (typeof field === 'string' && SEARCHED_FIELDS.includes(field)) return null
  if (field === 'system_prompt') {
    return 'which no response shows: whoever may search could find out what it says'
  }
  const schema =
    typeof field === 'string' && Object.hasOwn(attributes, field) ? attributes[field] : undefined
  if (schema === undefined) {
    return `which is none of ${SEARCHED_FIELDS.join(', ')} and no attribute of this model`
  }
  if (hidden.some((name) => name === field)) {
    return 'which is private: whoever may search could find out what it says'
  }
  return isOfTexts(schema) ? null : 'which is neither a text nor an array of texts'
}

/**
 * The words of a character's searchable fields. Those of characters that were written lately serve
 * the next version too where it left all of these fields alone.
 */
export function wordsOf(model: SearchedModel, character: Character): readonly string[] {
  const worded = wordedOfModels.get(model) ?? new Map<string, Worded>()
  wordedOfModels.set(model, worded)
  const values = model.searchable.map((field): unknown => Reflect.get(character, field))
  const known = worded.get(character.id)
  if (known?.values.every((value, index) => value === values[index])) return known.words
  // Whatever another program stored in these fields: what is no text is passed over.
  const texts = values.flat().filter((value) => typeof value === 'string')
  const words = Object.freeze(searchWords(texts))
  keepRecent(worded, character.id, { values, words }, MAX_WORDED)
  return words
}

function refusal(sentence: string): TypeError {
  return new TypeError(`defineCharacterModel: searchable ${sentence}`)
}
