import { type FileHandle, open } from 'node:fs/promises'
import { CharacterFileError } from './file-error.ts'
import { unreadable } from './find-files.ts'

const MIB = 1024 * 1024
/** Bytes of a text, of one with many characters too; those of cards are bounded by how they unpack. */
const MAX_TEXT = 4 * MIB
const MAX_CARD = 64 * MIB

/**
 * Reads a file within its bound.
 *
 * @param path as errors name it
 * @param real where it is
 * @throws {CharacterFileError}
 */
export async function readBytes(path: string, real: string, isCard: boolean): Promise<Uint8Array> {
  const max = isCard ? MAX_CARD : MAX_TEXT
  let file: FileHandle | undefined
  try {
    file = await open(real, 'r')
    const state = await file.stat()
    if (!state.isFile()) throw new CharacterFileError('FILE_UNREADABLE', path, 'is no file')
    if (state.size > max) throw tooLarge(path, max)
    const bytes = await file.readFile()
    if (bytes.length > max) throw tooLarge(path, max)
    return bytes
  } catch (error) {
    throw error instanceof CharacterFileError ? error : unreadable(path, error)
  } finally {
    await file?.close()
  }
}

function tooLarge(path: string, max: number): CharacterFileError {
  return new CharacterFileError('FILE_TOO_LARGE', path, `must hold at most ${max / MIB} MiB`)
}

/**
 * Text of bytes, without a byte order mark, with line ends of one kind: those of another come from the
 * editor, and no text holds them but escaped.
 *
 * @throws {CharacterFileError}
 */
export function decodeText(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n')
  } catch (cause) {
    throw new CharacterFileError('FILE_MALFORMED', path, 'is not UTF-8', { cause })
  }
}
