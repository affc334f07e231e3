import { at, type JsonMap } from '../json.ts'
import type { CardFormat } from './detect.ts'
import { ANYTHING, type Kind, LINES, TEXT, TEXTS, TRAITS, WORDS } from './kinds.ts'
import { turns } from './turns.ts'

/** What a card may say of a character, in one word each. */
export type Part =
  | 'name'
  | 'description'
  | 'summary'
  | 'system'
  | 'scenario'
  | 'first'
  | 'alternates'
  | 'group'
  | 'examples'
  | 'post'
  | 'nickname'
  | 'creator'
  | 'notes'
  | 'version'
  | 'tags'
  | 'traits'
  | 'avatar'
  | 'voice'

/** Where a format keeps a part, and how. */
export interface Place {
  readonly part: Part
  readonly path: readonly string[]
  readonly kind: Kind
}

/** Where what V2 and V3 have no field for is kept. */
export const OURS: readonly string[] = ['data', 'extensions', 'dramatis']

/** The fields of V1, V2 and V3. */
const TAVERN: readonly (readonly [part: Part, key: string, kind: Kind])[] = [
  ['name', 'name', TEXT],
  ['description', 'description', TEXT],
  ['summary', 'personality', TEXT],
  ['scenario', 'scenario', TEXT],
  ['first', 'first_mes', TEXT],
  ['examples', 'mes_example', TEXT],
  ['notes', 'creator_notes', TEXT],
  ['system', 'system_prompt', TEXT],
  ['post', 'post_history_instructions', TEXT],
  ['alternates', 'alternate_greetings', TEXTS],
  ['tags', 'tags', WORDS],
  ['creator', 'creator', TEXT],
  ['version', 'character_version', TEXT],
  ['nickname', 'nickname', TEXT],
  ['group', 'group_only_greetings', TEXTS],
]

/** Their names in a card. */
export const TAVERN_KEYS: readonly string[] = TAVERN.map(([, key]) => key)
/** Those of V1. */
export const V1_KEYS: readonly string[] = TAVERN_KEYS.slice(0, 6)
/** Those that V2 must have beside V1's. */
export const V2_KEYS: readonly string[] = TAVERN_KEYS.slice(0, 13)

/** What V3 has and V2 has not: in a V2 card it is kept among the extensions. */
export const V3_ONLY: readonly string[] = [
  'nickname',
  'group_only_greetings',
  'creator_notes_multilingual',
  'source',
  'assets',
  'creation_date',
  'modification_date',
]

const PYGMALION: readonly (readonly [part: Part, key: string])[] = [
  ['name', 'char_name'],
  ['description', 'char_persona'],
  ['first', 'char_greeting'],
  ['examples', 'example_dialogue'],
  ['scenario', 'world_scenario'],
]

/** Where a field of V3 stands in a card of V2 or V3. */
export function tavernPath(format: CardFormat, root: JsonMap, key: string): readonly string[] {
  const isForeign =
    format === 'v2' && V3_ONLY.includes(key) && at(root, ['data', key]) === undefined
  return isForeign ? [...OURS, 'v3', key] : ['data', key]
}

/** Where a card keeps what. */
export function placesOf(format: CardFormat, root: JsonMap): Place[] {
  switch (format) {
    case 'v1':
      return TAVERN.map(([part, key, kind]) => place(part, kind, key))
    case 'pygmalion':
      return PYGMALION.map(([part, key]) => place(part, TEXT, key))
    case 'eliza': {
      const agent = String(TEXT.read(at(root, ['name'])))
      return [
        // Kept as it was: it tells whose turns those of the conversations are.
        place('name', { ...TEXT, isExact: false }, 'name'),
        place('description', LINES, 'bio'),
        place('system', TEXT, 'system'),
        place('traits', TRAITS, 'adjectives'),
        place('tags', WORDS, 'topics'),
        place('examples', turns(agent), 'messageExamples'),
      ]
    }
    default:
      return [
        ...TAVERN.map(([part, key, kind]) => place(part, kind, ...tavernPath(format, root, key))),
        place('traits', TRAITS, ...OURS, 'traits'),
        place('avatar', ANYTHING, ...OURS, 'avatar_url'),
        place('voice', ANYTHING, ...OURS, 'voice_settings'),
      ]
  }
}

function place(part: Part, kind: Kind, ...path: string[]): Place {
  return { part, path, kind }
}
