import { MAX_LENGTH, refuseLength } from './prompt-error.ts'

/**
 * What a name in a prompt may stand for. Lists are joined with `, `.
 *
 * @category Prompts
 */
export type PromptValue = string | number | boolean | readonly (string | number | boolean)[]

/** A value as a prompt shows it, `undefined` for everything that is no {@link PromptValue}. */
export function textOf(value: unknown, name: string): string | undefined {
  const texts: string[] = []
  let length = 0
  for (const item of Array.isArray(value) ? value : [value]) {
    if (!SCALAR.test(typeof item)) return undefined
    const text = String(item)
    length += text.length
    if (length > MAX_LENGTH) refuseLength(name)
    texts.push(text)
  }
  return texts.join(', ')
}

const SCALAR = /^(?:string|number|boolean)$/

/** What a field of a character holds, nothing where that is no {@link PromptValue}. */
export function fieldOf(character: object, field: string): string {
  return textOf(Reflect.get(character, field), field) ?? ''
}
