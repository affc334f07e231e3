import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { CharacterCreate } from '../../src/model/character.ts'
import type { CharacterFile } from '../../src/sync/files/character-file.ts'
import {
  type ReadCharacterFilesOptions,
  readCharacterFiles,
} from '../../src/sync/files/read-files.ts'
import { luna } from '../support/characters.ts'

/** So many characters to create, each under a name of its own. */
export function cast(count: number): CharacterCreate[] {
  return Array.from({ length: count }, (_, index) => luna({ name: `character ${index}` }))
}

/** An empty folder, which goes when the test ends. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dramatis-files-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** All that a folder holds. */
export async function filesOf(
  folder: string,
  options?: ReadCharacterFilesOptions,
): Promise<CharacterFile[]> {
  return collect(readCharacterFiles(folder, options))
}

/** The items of an asynchronous iterable. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
