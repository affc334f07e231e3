import { describeValue } from '../../describe-value.ts'
import { checkOptions, type KnownOptions } from '../../known-options.ts'
import type { CharacterModel, CreateInput } from '../../model/character-model.ts'
import type { CharacterFile } from './character-file.ts'
import { findFiles } from './find-files.ts'
import { readFile } from './read-file.ts'

/**
 * How files are read.
 *
 * @category Files
 */
export interface ReadCharacterFilesOptions<
  Attributes extends object = {},
  Defaulted extends keyof Attributes = never,
> {
  /**
   * The model that the characters are held against. Of cards, what it has no attribute for is left out.
   *
   * @default what holds for every character; attributes may be anything
   */
  readonly model?: CharacterModel<Attributes, Defaulted, keyof Attributes> | undefined
}

const OPTIONS: KnownOptions<ReadCharacterFilesOptions> = { model: true }

/**
 * Reads the characters of a folder and its subfolders, by path: `.json`, `.yaml`, `.yml`, `.md`, and the
 * cards `.png` and `.charx`; not what begins with a dot, nor `README.md`. A file of JSON or YAML may hold
 * an array of them. Instead of a folder, one file may be named. What is wrong with one file stops no other: give up before a sync if you prune.
 *
 * Links out of the folder are not followed. Bounds: 200,000 files, 32 levels of folders, 4 MiB of a
 * text, 64 MiB of a card.
 *
 * @throws {CharacterFileError} when the folder cannot be read or passes a bound
 * @throws {TypeError} when an argument is not usable
 * @example
 * ```ts
 * for await (const file of readCharacterFiles('characters')) {
 *   if (file.error) console.error(file.error.message) // characters/luna.md:3: traits: …
 *   else console.log(file.path, file.input.display_name)
 * }
 * ```
 *
 * @category Files
 */
export function readCharacterFiles<A extends object = {}, D extends keyof A = never>(
  folder: string,
  options: ReadCharacterFilesOptions<A, D> = {},
): AsyncIterable<CharacterFile<CreateInput<A, D>>> {
  if (typeof folder !== 'string' || folder === '') {
    throw new TypeError(`readCharacterFiles: folder must be a path, got ${describeValue(folder)}`)
  }
  checkOptions('readCharacterFiles', options, OPTIONS)
  const model = options.model as CharacterModel | undefined
  return each(folder, model) as AsyncIterable<CharacterFile<CreateInput<A, D>>>
}

async function* each(
  folder: string,
  model: CharacterModel | undefined,
): AsyncGenerator<CharacterFile> {
  for (const found of await findFiles(folder)) {
    if ('error' in found) yield found
    else yield* await readFile(found.path, found.real, model)
  }
}
