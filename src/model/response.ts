import type { Character } from './character.ts'

/** What is read of a model to know what it hides. */
export interface HidingModel {
  readonly attributes: object
  readonly private: readonly string[]
}

const BASE_FIELDS: readonly (keyof Character)[] = [
  'id',
  'name',
  'display_name',
  'personality',
  'traits',
  'avatar_url',
  'voice_settings',
  'created_at',
  'updated_at',
  'is_active',
  'version_number',
]

/** The private names of characters that have attributes. */
const privateNames = new WeakMap<object, readonly string[]>()

/** Notes which attributes of a character no response may show. */
export function rememberPrivate(character: object, names: readonly string[]): void {
  privateNames.set(character, names)
}

/**
 * The safe view of a character: without its system prompt and its private attributes.
 *
 * A character that came out of a service is known to its model. Of a copy of one, only the fields of
 * every character are taken, unless the model is given: better too little than a secret.
 *
 * @example
 * ```ts
 * response.json(toCharacterResponse(await service.getCharacter('luna')))
 * ```
 */
export function toCharacterResponse<C extends Character>(
  character: C,
  model?: HidingModel,
): Omit<C, 'system_prompt'> {
  const hidden = model?.private ?? privateNames.get(character)
  const names = hidden === undefined ? BASE_FIELDS : Object.keys(character)
  const response: Record<string, unknown> = {}
  for (const name of names) {
    const known = model === undefined || isField(name, model)
    if (name !== 'system_prompt' && known && !hidden?.includes(name)) {
      response[name] = Reflect.get(character, name)
    }
  }
  return Object.freeze(response) as Omit<C, 'system_prompt'>
}

function isField(name: string, model: HidingModel): boolean {
  return BASE_FIELDS.some((field) => field === name) || Object.hasOwn(model.attributes, name)
}
