import { readFile, writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Context } from '../context.ts'
import { STATUS, type Status, WrongUse } from '../io.ts'

const CONTAINERS = { '.json': 'json', '.png': 'png', '.charx': 'charx' } as const

/** Writes a character, or an older version of it, as a card; the ending says in what. */
export async function exportCard(
  context: Context,
  name: string,
  file: string,
  { version, image }: { readonly version?: number; readonly image?: string },
): Promise<Status> {
  const ending = extname(file).toLowerCase()
  const container = Object.entries(CONTAINERS).find(([one]) => one === ending)?.[1]
  if (container === undefined) throw new WrongUse('FILE must end in .json, .png or .charx')
  const picture = container === 'json' ? null : await pictureOf(image ?? file, image !== undefined)
  if (container === 'png' && picture === null) {
    throw new WrongUse('a .png needs a picture: --image FILE, or a FILE that is one already')
  }
  const { writeCard } = await import('../../cards.ts')
  return context.withService(async (service) => {
    const { signal } = context
    const character =
      version === undefined
        ? await service.getCharacter(name, { signal })
        : await service.getVersion(name, version, { signal })
    if (character.system_prompt === undefined) {
      throw new WrongUse('a card needs the system prompt: the service behind --url shows none')
    }
    const format = container === 'charx' ? 'v3' : undefined
    const bytes = writeCard(character, { container, image: picture, format })
    await writeFile(file, bytes)
    const written = { name: character.name, version: character.version_number, file }
    context.out.result(written, () => [`${file}: ${written.name}, version ${written.version}`])
    return STATUS.done
  })
}

/** A card that is there already keeps its picture. */
async function pictureOf(file: string, isNeeded: boolean): Promise<Uint8Array | null> {
  try {
    return await readFile(file)
  } catch (error) {
    if (isNeeded) throw error
    return null
  }
}
