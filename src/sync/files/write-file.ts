import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeValue } from '../../describe-value.ts'
import { checkOptions, type KnownOptions } from '../../known-options.ts'
import type { Character, CharacterCreate } from '../../model/character.ts'
import { checkInput } from './check-input.ts'
import { CharacterFileError } from './file-error.ts'
import { fileNameOf } from './file-name.ts'
import { readText } from './read-file.ts'
import { type CharacterFileFormat, fileFieldsOf, toText } from './to-text.ts'

/**
 * How a file is written.
 *
 * @category Files
 */
export interface WriteCharacterFileOptions {
  /**
   * JSON, YAML, or Markdown whose front matter holds the fields and whose body is the system prompt.
   *
   * @default 'md'
   */
  readonly format?: CharacterFileFormat | undefined
}

const OPTIONS: KnownOptions<WriteCharacterFileOptions> = { format: true }
const FORMATS: readonly unknown[] = ['json', 'yaml', 'md'] satisfies CharacterFileFormat[]

/**
 * Writes a character to a file of its name, as `readCharacterFiles` reads it: every text comes back byte
 * for byte. The same content is the same file, whatever order it came in; a word that is changed is a
 * line that is changed. Makes the folder; replaces the file as a whole, so that nobody reads half of it.
 * A file of the same character in another format stays.
 *
 * @param character one that was read, or what `createCharacter` takes; what the service sets is left out
 * @returns the path of the file; what a file system cannot hold of the name is percent-encoded
 * @throws {CharacterValidationError} when it is no character
 * @throws {CharacterNameInvalidError} when its name is none
 * @throws {CharacterFileError} when it cannot be written
 * @throws {TypeError} when an argument is not usable
 *
 * @category Files
 */
export async function writeCharacterFile(
  folder: string,
  character: Character | CharacterCreate,
  options: WriteCharacterFileOptions = {},
): Promise<string> {
  checkOptions('writeCharacterFile', options, OPTIONS)
  const { format = 'md' } = options
  if (typeof folder !== 'string' || folder === '') refuse('folder', 'a path', folder)
  if (!FORMATS.includes(format)) refuse('format', "'json', 'yaml' or 'md'", format)
  if (typeof character !== 'object' || character === null || character instanceof Promise) {
    refuse('character', 'a character', character)
  }
  const fields = fileFieldsOf(checkInput(undefined, contentOf(character)))
  const path = join(folder, `${fileNameOf(character.name)}.${format}`)
  const text = toText(fields, format)
  checkText(path, text, fields)
  await replaceFile(folder, path, text)
  return path
}

function contentOf(character: object): object {
  const { id, created_at, updated_at, is_active, version_number, ...content } =
    character as Partial<Character>
  return content
}

function refuse(argument: string, wanted: string, got: unknown): never {
  throw new TypeError(
    `writeCharacterFile: ${argument} must be ${wanted}, got ${describeValue(got)}`,
  )
}

/** What would come back as something else must not be written. */
function checkText(path: string, text: string, fields: object): void {
  const [file] = readText(path, text, undefined)
  const same = file?.input && JSON.stringify(fileFieldsOf(file.input)) === JSON.stringify(fields)
  if (!same) throw new CharacterFileError('FILE_INVALID', path, 'would not come back as it is')
}

/** Begins with a dot until it is whole: what begins so is not read. */
async function replaceFile(folder: string, path: string, text: string): Promise<void> {
  const unfinished = join(folder, `.${randomBytes(8).toString('hex')}.tmp`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(unfinished, text, { flag: 'wx' })
    await rename(unfinished, path)
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => {})
    const { code = 'unknown' } = Object(cause) as NodeJS.ErrnoException
    throw new CharacterFileError('FILE_UNREADABLE', path, `cannot be written (${code})`, { cause })
  }
}
