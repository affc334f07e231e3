import { CharacterValidationError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { CharacterModel } from '../model/character-model.ts'
import type { JsonObject, JsonValue } from '../model/json-value.ts'
import { canonicalName, describeInvalidName } from '../model/name.ts'
import { parseCreate } from '../model/parse.ts'
import { diffCharacters, type VersionChange } from '../service/diff.ts'

/** A character as it is wanted: its content whole, or what stands in the way. */
export interface Wanted {
  /** In its canonical form where it is a name, else as it was given; empty where it is no text. */
  readonly name: string
  readonly content: JsonObject | null
  readonly error: unknown
}

/** What leads from what is stored to what is wanted. */
export interface Difference {
  readonly changes: readonly VersionChange[]
  /** The wanted values of the fields that differ. */
  readonly patch: JsonObject
}

/** Reads what is wanted once: defaults are filled in, and the name is taken in its canonical form. */
export function readWanted(model: CharacterModel | undefined, input: unknown): Wanted {
  let name = ''
  try {
    const fields: { [field: string]: unknown } = { ...Object(input) }
    if (typeof fields.name === 'string') name = storedName(fields.name)
    if (model !== undefined) dropRefusedNulls(model, fields)
    const content = model === undefined ? withoutModel(fields) : parseCreate(model, fields)
    return {
      name,
      content: { ...content, name: canonicalName(fields.name as string) },
      error: null,
    }
  } catch (thrown) {
    return { name, content: null, error: thrown ?? unreadable() }
  }
}

/** The canonical form of what is a name, else what was given. */
export function storedName(name: string): string {
  return describeInvalidName(name) === null ? canonicalName(name) : name
}

function unreadable(): CharacterValidationError {
  return new CharacterValidationError([{ path: [], message: 'cannot be read' }])
}

/** To say `null` where a field takes none says as little as to leave it out. */
function dropRefusedNulls(model: CharacterModel, fields: { [field: string]: unknown }): void {
  for (const name of Object.keys(model.defaults)) {
    if (fields[name] !== null) continue
    if (!model.update.safeParse({ [name]: null }).success) delete fields[name]
  }
}

/** The service will judge it. */
function withoutModel(fields: { readonly [field: string]: unknown }): JsonObject {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  return { avatar_url: null, voice_settings: null, ...Object.fromEntries(given) } as JsonObject
}

/** What a stored character lacks; without one, all of it. */
export function differenceFrom(stored: Character | undefined, content: JsonObject): Difference {
  const before = { ...stored } as Character
  const next: { [field: string]: JsonValue } = { ...(before as JsonObject) }
  for (const [field, value] of Object.entries(content)) {
    if (stored !== undefined && isSameField(field, before, value)) continue
    next[field] = value
  }
  const changes = diffCharacters(before, next as Character)
  const patch: { [field: string]: JsonValue } = {}
  for (const { path } of changes) {
    const field = fieldOf(path)
    patch[field] = content[field] ?? null
  }
  return { changes, patch }
}

/** Another program may spell a name its own way; and what is absent is as good as `null`. */
function isSameField(field: string, stored: Character, value: JsonValue): boolean {
  if (field === 'name') return true
  return value === null && (Reflect.get(stored, field) ?? null) === null
}

function fieldOf(pointer: string): string {
  const [, field = ''] = pointer.split('/')
  return field.replaceAll('~1', '/').replaceAll('~0', '~')
}
