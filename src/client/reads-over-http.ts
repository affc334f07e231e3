import { isCharacterError } from '../errors.ts'
import type { Character, CharacterResponse } from '../model/character.ts'
import { checkNames, type LabelledOptions, labelOf } from '../service/arguments.ts'
import type { ReadOperations } from '../service/read-operations.ts'
import type { Call, Perform } from './call.ts'
import { characterPath } from './character-path.ts'
import { readCharacter } from './read-character.ts'

/** What reads by name. */
export type Reading = 'getCharacter' | 'findCharacter' | 'getCharacters' | 'getSystemPrompt'

/** How many characters are read at one time. */
const AT_A_TIME = 8

/** Reading by name, over HTTP. */
export function readsOverHttp<Attributes extends object, Shown extends CharacterResponse>(
  perform: Perform<Shown>,
): Pick<ReadOperations<Attributes, Shown>, Reading> {
  return {
    getCharacter: (name, options) =>
      perform(options, (call) => readCharacter(call, labelledPath(name, options))),
    findCharacter: (name, options) =>
      perform(options, (call) => findCharacter(call, labelledPath(name, options))),
    getCharacters: (names, options) =>
      perform(options, async (call) => {
        checkNames(names)
        const rest = Array.from(names, (name) => labelledPath(name, options)).entries()
        const found: (Shown | null)[] = []
        const readRest = async (): Promise<void> => {
          for (const [at, path] of rest) found[at] = await findCharacter(call, path)
        }
        await Promise.all(Array.from({ length: AT_A_TIME }, readRest))
        return found
      }),
    getSystemPrompt: (name, options) =>
      perform(options, async (call) => {
        if (call.view !== 'full') {
          throw new TypeError("getSystemPrompt: the client must have view: 'full'")
        }
        const character = await readCharacter(call, labelledPath(name, options))
        return (character as Shown & Character).system_prompt
      }),
  }
}

async function findCharacter<C extends CharacterResponse>(
  call: Call<C>,
  path: string,
): Promise<C | null> {
  try {
    return await readCharacter(call, path)
  } catch (error) {
    const isAbsent =
      isCharacterError(error, 'CHARACTER_NOT_FOUND') ||
      isCharacterError(error, 'CHARACTER_LABEL_NOT_FOUND')
    if (isAbsent) return null
    throw error
  }
}

/** What shows another version than the present one. */
function labelledPath(name: string, options: LabelledOptions | undefined): string {
  const path = characterPath(name)
  const label = labelOf(options)
  return label === undefined ? path : `${path}?label=${label}`
}
