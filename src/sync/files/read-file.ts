import { CardError } from '../../cards/card-error.ts'
import { readCard } from '../../cards/read-card.ts'
import type { CharacterCreate } from '../../model/character.ts'
import type { CharacterModel } from '../../model/character-model.ts'
import type { CharacterFile } from './character-file.ts'
import { checkInput, issuesOf } from './check-input.ts'
import { CharacterFileError } from './file-error.ts'
import { splitFrontMatter } from './front-matter.ts'
import { decodeText, readBytes } from './read-bytes.ts'
import { readJson, readYaml, type Source } from './source.ts'

/** What one file says. Never throws: what is wrong is among it. */
export async function readFile(
  path: string,
  real: string,
  model: CharacterModel | undefined,
): Promise<readonly CharacterFile[]> {
  try {
    const isCard = /\.(?:png|charx)$/i.test(path)
    const bytes = await readBytes(path, real, isCard)
    if (isCard) return [ofCard(path, bytes, model)]
    return readText(path, decodeText(path, bytes), model)
  } catch (error) {
    return [{ path, error: toFileError(path, error) }]
  }
}

/** The same of a text that was read, or is about to be written. */
export function readText(
  path: string,
  text: string,
  model: CharacterModel | undefined,
): readonly CharacterFile[] {
  if (/\.md$/i.test(path)) return [ofMarkdown(path, text, model)]
  const isJson = /\.json$/i.test(path)
  const source = isJson ? readJson(path, text) : readYaml(path, text)
  if (isJson && mayBeCard(source.value)) return [ofCard(path, text, model)]
  if (!Array.isArray(source.value)) return [ofSource(path, source, [], source.value, model)]
  return source.value.map((value, index) => ofSource(path, source, [index], value, model))
}

function ofMarkdown(path: string, text: string, model: CharacterModel | undefined): CharacterFile {
  const { yaml, body } = splitFrontMatter(path, text)
  const source = readYaml(path, yaml, 2)
  const fields = Object(source.value)
  if (body === '' || Array.isArray(fields)) return ofSource(path, source, [], source.value, model)
  if (Object.hasOwn(fields, 'system_prompt')) {
    const reason = 'stands in the front matter, and there is a body too: keep one of them'
    const line = source.lineOf(['system_prompt'])
    throw new CharacterFileError('FILE_INVALID', path, reason, { line, field: 'system_prompt' })
  }
  return ofSource(path, source, [], { ...fields, system_prompt: body }, model)
}

/** A file of our own that lacks a field must not be taken for a card that has it. */
function mayBeCard(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const has = (field: string): boolean => Object.hasOwn(value, field)
  if (has('spec') || has('data')) return true
  return !has('display_name') && !has('traits') && !has('system_prompt')
}

function ofCard(
  path: string,
  data: Uint8Array | string,
  model: CharacterModel | undefined,
): CharacterFile {
  return { path, input: readCard(data, { model }).character as CharacterCreate }
}

function ofSource(
  path: string,
  source: Source,
  at: readonly number[],
  value: unknown,
  model: CharacterModel | undefined,
): CharacterFile {
  try {
    return { path, input: checkInput(model, value) as unknown as CharacterCreate }
  } catch (cause) {
    const [issue, ...others] = issuesOf(cause)
    if (issue === undefined) throw cause
    const place = [...at, ...issue.path]
    const unquoted = source.unquoted(place)
    const hint = unquoted === undefined ? '' : `: put ${unquoted} in quotes if it is a text`
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`
    const options = { line: source.lineOf(place), field: fieldOf(place), cause }
    const error = new CharacterFileError(
      'FILE_INVALID',
      path,
      `${issue.message}${hint}${more}`,
      options,
    )
    return { path, error }
  }
}

function fieldOf(path: readonly (string | number)[]): string | undefined {
  let field = ''
  for (const key of path) {
    if (typeof key === 'number') field += `[${key}]`
    else field += field === '' ? key : `.${key}`
  }
  return field === '' ? undefined : field
}

function toFileError(path: string, error: unknown): CharacterFileError {
  if (error instanceof CharacterFileError) return error
  if (!(error instanceof CardError)) {
    const reason = 'cannot be read as a character'
    return new CharacterFileError('FILE_MALFORMED', path, reason, { cause: error })
  }
  const code =
    error.code === 'CARD_TOO_LARGE'
      ? 'FILE_TOO_LARGE'
      : error.code === 'CARD_MALFORMED'
        ? 'FILE_MALFORMED'
        : 'FILE_INVALID'
  return new CharacterFileError(code, path, error.message, { cause: error })
}
