import type { CharacterFileFormat } from '../../sync.ts'
import type { Context } from '../context.ts'
import { STATUS, type Status } from '../io.ts'

/** Writes each stored character to a file of a folder. */
export async function exportFolder(
  context: Context,
  folder: string,
  { format, label }: { readonly format: CharacterFileFormat; readonly label?: string },
): Promise<Status> {
  const { exportCharacters, writeCharacterFile } = await import('../../sync.ts')
  return context.withService(async (service) => {
    const total = await service.countCharacters({ signal: context.signal })
    const paths: string[] = []
    for await (const character of exportCharacters(service, { label })) {
      context.signal.throwIfAborted()
      paths.push(await writeCharacterFile(folder, character, { format }))
      context.out.progress(paths.length, total, character.name)
    }
    context.out.result({ exported: paths.length, paths }, () => [
      ...paths,
      `${paths.length} exported`,
    ])
    return STATUS.done
  })
}
