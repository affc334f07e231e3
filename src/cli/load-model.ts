import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CharacterModel } from '../index.ts'
import { WrongUse } from './io.ts'

/**
 * Loads a module whose default export is a model.
 *
 * @throws {WrongUse} when it cannot be loaded, or gives none
 */
export async function loadModel(file: string): Promise<CharacterModel> {
  let module: { readonly default?: unknown }
  try {
    module = await import(pathToFileURL(resolve(file)).href)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const hint =
      code === 'ERR_UNKNOWN_FILE_EXTENSION'
        ? ': this version of Node runs no TypeScript'
        : `: ${message}`
    throw new WrongUse(`--model ${file} cannot be loaded${hint}`)
  }
  // CommonJS that was compiled from a default export has it one level deeper.
  const model = Object(module.default)
  for (const one of [model, Object(model.default)]) {
    if (['create', 'update', 'attributes', 'limits'].every((part) => part in one)) return one
  }
  throw new WrongUse(
    `--model ${file}: its default export must be what defineCharacterModel(…) returns`,
  )
}
