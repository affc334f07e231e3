import { isBlank } from '../model/blank.ts'
import type { CharacterLimits } from '../model/limits.ts'
import type { CardAttributes } from './attributes.ts'
import type { Part } from './formats/places.ts'
import { at, isMap, type Json, type JsonMap } from './json.ts'

/** What a card says, or what a character says of a card. Absent is what it says nothing of. */
export type Parts = { -readonly [P in Part]?: Json | undefined }

/** Which of a card's two texts is the personality. */
export type Persona = 'description' | 'summary'

/** What stands for a required text where a card has none; written back as the nothing it was. */
export const FALLBACKS: { readonly [P in Part]?: string } = {
  name: 'Unnamed',
  description: 'A character named {{char}}.',
  system: 'You are {{char}}. Stay in character in your conversation with {{user}}.',
}

/** The attributes that are one part of a card each. */
const ATTRIBUTES: readonly (readonly [part: Part, attribute: keyof CardAttributes])[] = [
  ['scenario', 'scenario'],
  ['group', 'group_greetings'],
  ['examples', 'message_examples'],
  ['post', 'post_history_instructions'],
  ['nickname', 'nickname'],
  ['creator', 'creator'],
  ['notes', 'creator_notes'],
  ['version', 'character_version'],
  ['tags', 'tags'],
]

/** The bounds of what every character must have. */
export type TextLimits = Pick<CharacterLimits, 'displayName' | 'personality' | 'systemPrompt'>

/** Whether a part of a card says anything. */
export function isText(value: Json | undefined): boolean {
  return typeof value === 'string' && !isBlank(value)
}

/** The longer text is the personality; the shorter one where there is no longer one. */
export function personaOf(parts: Parts): Persona {
  return !isText(parts.description) && isText(parts.summary) ? 'summary' : 'description'
}

/** A text of at most so many code points, or what stands for it where nothing is left. */
function fitText(part: Part, value: Json | undefined, max: number): string {
  const text = typeof value === 'string' ? value : ''
  // Of twice as many units, so many code points are whole.
  const cut = text.length <= max ? text : [...text.slice(0, 2 * max)].slice(0, max).join('')
  return isBlank(cut) ? (FALLBACKS[part] ?? '') : cut
}

/** What a card says, as the fields and attributes of a character. */
export function fieldsOf(parts: Parts, limits: TextLimits): JsonMap {
  const persona = personaOf(parts)
  const fields: JsonMap = {
    display_name: fitText('name', parts.name, limits.displayName),
    personality: fitText('description', parts[persona], limits.personality),
    system_prompt: fitText('system', parts.system, limits.systemPrompt),
    traits: parts.traits ?? [],
    greetings: greetingsOf(parts),
    persona_summary: persona === 'description' ? (parts.summary ?? '') : '',
  }
  if (isText(parts.avatar)) fields.avatar_url = parts.avatar ?? null
  if (isMap(parts.voice)) fields.voice_settings = parts.voice
  for (const [part, attribute] of ATTRIBUTES) {
    const isList = part === 'group' || part === 'tags'
    fields[attribute] = parts[part] ?? (isList ? [] : '')
  }
  return fields
}

/** A first greeting that is empty keeps its place before the others. */
function greetingsOf({ first = '', alternates = [] }: Parts): Json[] {
  const others = Array.isArray(alternates) ? alternates : []
  return first === '' && others.length === 0 ? [] : [first, ...others]
}

/** What a character says of a card; what it has no attribute for is absent. */
export function partsOf(character: object, persona: Persona): Parts {
  const fields = character as JsonMap
  const text = (field: string): string | undefined => asText(at(fields, [field]))
  const list = (field: string): Json[] | undefined => asList(at(fields, [field]))
  const greetings = list('greetings')
  const summary = text('persona_summary')
  const isDescription = persona === 'description' || isText(summary)
  const personality = text('personality')
  const parts: Parts = {
    name: text('display_name'),
    system: text('system_prompt'),
    description: isDescription ? personality : undefined,
    summary: isDescription ? summary : personality,
    first: greetings && (greetings[0] ?? ''),
    alternates: greetings?.slice(1),
    traits: list('traits'),
    // Nothing is no edit: what a model refused is not there either.
    avatar: at(fields, ['avatar_url']) ?? undefined,
    voice: at(fields, ['voice_settings']) ?? undefined,
  }
  for (const [part, attribute] of ATTRIBUTES) {
    parts[part] = (part === 'group' || part === 'tags' ? list : text)(attribute)
  }
  return parts
}

function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function asList(value: Json | undefined): Json[] | undefined {
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string')
  return isList ? value : undefined
}
