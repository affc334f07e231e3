import type { CharacterCreate, CharacterModel } from '../index.ts'
import type { CharacterFileError } from '../sync.ts'
import type { Context } from './context.ts'

/** The characters of a folder. */
export interface Folder {
  readonly inputs: readonly CharacterCreate[]
  /** Which file holds each. */
  readonly paths: ReadonlyMap<CharacterCreate, string>
  readonly errors: readonly CharacterFileError[]
}

/** Reads a folder as `readCharacterFiles` does. */
export async function readFolder(
  context: Context,
  folder: string,
  model: CharacterModel | undefined,
): Promise<Folder> {
  const { readCharacterFiles } = await import('../sync.ts')
  const paths = new Map<CharacterCreate, string>()
  const errors: CharacterFileError[] = []
  for await (const { path, input, error } of readCharacterFiles(folder, { model })) {
    context.signal.throwIfAborted()
    if (error !== undefined) errors.push(error)
    else paths.set(input, path)
  }
  return { inputs: [...paths.keys()], paths, errors }
}

/** A file that is wrong, as JSON tells it. */
export function fileErrorToJson({ path, line, field, code, message }: CharacterFileError): object {
  return { path, line, field, code, message }
}
