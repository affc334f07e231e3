import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { compareCodePoints } from '../../model/code-point-order.ts'
import { CharacterFileError } from './file-error.ts'

/** A file that looks like a character, or why it is none. */
export type Found =
  | { readonly path: string; readonly real: string }
  | { readonly path: string; readonly error: CharacterFileError }

const LOOKS = /\.(?:json|ya?ml|md|png|charx)$/i
const README = /^readme\.md$/i
const MAX_DEPTH = 32
const MAX_ENTRIES = 200_000

/**
 * Finds the files of a folder that look like characters, by path; one that is named is taken as it is.
 *
 * @throws {CharacterFileError} when the folder cannot be read, or holds too much
 */
export async function findFiles(folder: string): Promise<readonly Found[]> {
  const root = await guarded(folder, () => realpath(folder))
  if ((await guarded(folder, () => stat(root))).isFile()) return [{ path: folder, real: root }]
  const search: Search = { folder, root, found: [], entries: 0 }
  await searchFolder(search, folder, 0)
  const seen = new Set<string>()
  const inOrder = search.found.sort((a, b) => compareCodePoints(a.path, b.path))
  // Of a file and a link to it one is read.
  return inOrder.filter((one) => {
    if ('error' in one) return true
    const isNew = !seen.has(one.real)
    seen.add(one.real)
    return isNew
  })
}

interface Search {
  readonly folder: string
  /** The same without links on the way. */
  readonly root: string
  readonly found: Found[]
  entries: number
}

async function searchFolder(search: Search, folder: string, depth: number): Promise<void> {
  if (depth > MAX_DEPTH) {
    throw new CharacterFileError(
      'FILE_TOO_LARGE',
      folder,
      `is nested deeper than ${MAX_DEPTH} folders`,
    )
  }
  const entries = await guarded(folder, () => readdir(folder, { withFileTypes: true }))
  search.entries += entries.length
  if (search.entries > MAX_ENTRIES) {
    throw new CharacterFileError(
      'FILE_TOO_LARGE',
      folder,
      `there are more than ${MAX_ENTRIES} files`,
    )
  }
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await searchFolder(search, path, depth + 1)
    else if (entry.isSymbolicLink()) await addLink(search, path, entry)
    else if (looksRight(entry)) search.found.push(fileAt(search, path, entry))
  }
}

function looksRight({ name }: Dirent): boolean {
  return LOOKS.test(name) && !README.test(name)
}

function fileAt({ folder, root }: Search, path: string, entry: Dirent): Found {
  if (entry.isFile()) return { path, real: join(root, relative(folder, path)) }
  // A pipe would be waited for without end.
  return { path, error: new CharacterFileError('FILE_UNREADABLE', path, 'is no file') }
}

/** A link that is passed over in silence could make `prune` delete what it names. */
async function addLink({ root, found }: Search, path: string, entry: Dirent): Promise<void> {
  const refuse = (reason: string, cause?: unknown): void => {
    found.push({ path, error: new CharacterFileError('FILE_UNREADABLE', path, reason, { cause }) })
  }
  try {
    const real = await realpath(path)
    const target = await stat(real)
    const inside = relative(root, real)
    if (!target.isDirectory() && !looksRight(entry)) return
    if (inside === '..' || inside.startsWith(`..${sep}`) || join(root, inside) !== real) {
      refuse('is a link out of the folder: it is not followed')
    } else if (!target.isFile()) refuse('is a link to a folder: it is not followed')
    else found.push({ path, real })
  } catch (cause) {
    if (looksRight(entry)) refuse('is a link that leads nowhere', cause)
  }
}

async function guarded<T>(path: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

/** The system's own message holds the path again. */
export function unreadable(path: string, cause: unknown): CharacterFileError {
  const { code } = Object(cause) as NodeJS.ErrnoException
  const reason = code === 'ENOENT' ? 'there is none' : `cannot be read (${code ?? 'unknown'})`
  return new CharacterFileError('FILE_UNREADABLE', path, reason, { cause })
}
