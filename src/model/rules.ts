import { CharacterValidationError } from '../errors.ts'
import type { Character } from './character.ts'
import type { CharacterModel } from './character-model.ts'
import { isJsonWithin } from './limits.ts'

/**
 * Holds the result of a write against what no single field tells: the size of all attributes
 * together, where one has changed, and the host's own rules.
 *
 * @param fields when given, only what is said of these counts
 * @throws {CharacterValidationError} with what is wrong
 * @throws {TypeError} when the host's `validate` is asynchronous or returns no issues
 */
export function checkRules(
  model: CharacterModel,
  next: Character,
  previous: Character | null,
  fields?: ReadonlySet<string>,
): void {
  if (previous !== null && touchesAttributes(model, next, previous, fields)) {
    checkAttributesSize(model, next)
  }
  const found = model.validate?.(next, previous) || []
  const issues = found.filter(({ path: [field] }) => {
    return fields === undefined || field === undefined || fields.has(String(field))
  })
  if (issues.length > 0) throw new CharacterValidationError(issues)
}

/** @throws {CharacterValidationError} when the attributes together are too large */
export function checkAttributesSize(model: CharacterModel, content: object): void {
  const names = Object.keys(model.attributes)
  if (names.length === 0) return
  const attributes = Object.fromEntries(names.map((name) => [name, Reflect.get(content, name)]))
  const { attributesBytes } = model.limits
  if (isJsonWithin(attributes, attributesBytes)) return
  const message = `all attributes together must hold at most ${attributesBytes} bytes as JSON`
  throw new CharacterValidationError([{ path: [], message }])
}

/** What a write leaves alone is the very same value, except in a rollback, which names its fields. */
function touchesAttributes(
  model: CharacterModel,
  next: Character,
  previous: Character,
  fields: ReadonlySet<string> | undefined,
): boolean {
  return Object.keys(model.attributes).some((name) =>
    fields ? fields.has(name) : Reflect.get(next, name) !== Reflect.get(previous, name),
  )
}
