import type { CharacterCreate, CharacterOperations } from '../../index.ts'
import type { CharacterFile } from '../../sync.ts'
import type { Context } from '../context.ts'
import { STATUS, type Status } from '../io.ts'
import { stampOf } from '../options.ts'
import type { ToldError } from '../output.ts'

/** What becomes of a character whose name is taken. */
export const CONFLICTS = ['error', 'skip', 'update', 'rename'] as const

/** One of them. */
export type OnConflict = (typeof CONFLICTS)[number]

interface Imported {
  readonly path: string
  readonly name: string
  readonly action: 'created' | 'updated' | 'unchanged' | 'skipped' | 'failed'
  readonly error?: ToldError
}

/** As many names as are tried for one character. */
const MAX_NAMES = 100

/** Stores the characters of files, cards or not. */
export async function importFiles(
  context: Context,
  files: readonly string[],
  { onConflict }: { readonly onConflict: OnConflict },
): Promise<Status> {
  const { readCharacterFiles } = await import('../../sync.ts')
  return context.withService(async (service) => {
    const imported: Imported[] = []
    for (const file of files) {
      for await (const one of readCharacterFiles(file, { model: service.model })) {
        context.signal.throwIfAborted()
        imported.push(await importOne(context, service, one, onConflict))
      }
    }
    const isDone = ({ action }: Imported): boolean => action !== 'failed'
    context.out.result(imported, () =>
      imported.filter(isDone).map(({ path, name, action }) => `${path}: ${action} ${name}`),
    )
    for (const { path, error } of imported) {
      if (error !== undefined) context.out.note(withPath(path, error.message))
    }
    return imported.every(isDone) ? STATUS.done : STATUS.failed
  })
}

function withPath(path: string, message: string): string {
  return message.startsWith(path) ? message : `${path}: ${message}`
}

async function importOne(
  context: Context,
  service: CharacterOperations,
  { path, input, error }: CharacterFile,
  onConflict: OnConflict,
): Promise<Imported> {
  const name = input?.name ?? ''
  try {
    if (input === undefined) throw error
    return { path, ...(await store(context, service, input, onConflict)) }
  } catch (thrown) {
    context.signal.throwIfAborted()
    return { path, name, action: 'failed', error: context.out.errorToJson(thrown) }
  }
}

async function store(
  { options, signal }: Context,
  service: CharacterOperations,
  input: CharacterCreate,
  onConflict: OnConflict,
): Promise<Pick<Imported, 'name' | 'action'>> {
  const stamp = { ...stampOf(options), signal }
  const [{ canonicalName, isCharacterError }, { syncCharacters }] = await Promise.all([
    import('../../index.ts'),
    import('../../sync.ts'),
  ])
  for (let number = 1; ; number++) {
    const name = number === 1 ? input.name : `${input.name} ${number}`
    try {
      const created = await service.createCharacter({ ...input, name }, stamp)
      return { name: created.name, action: 'created' }
    } catch (error) {
      if (!isCharacterError(error, 'CHARACTER_ALREADY_EXISTS') || onConflict === 'error')
        throw error
      if (onConflict === 'rename' && number < MAX_NAMES) continue
      if (onConflict === 'skip') return { name: canonicalName(name), action: 'skipped' }
      if (onConflict === 'rename') throw error
    }
    const { updated, failed } = await syncCharacters(service, [input], stamp)
    for (const { error } of failed) throw error
    return { name: canonicalName(name), action: updated === 1 ? 'updated' : 'unchanged' }
  }
}
