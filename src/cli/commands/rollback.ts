import type { Context } from '../context.ts'
import { STATUS, type Status } from '../io.ts'
import { stampOf } from '../options.ts'

/** Appends a version with the content of an older one. */
export async function rollback(context: Context, name: string, version: number): Promise<Status> {
  return context.withService(async (service) => {
    const options = { ...stampOf(context.options), signal: context.signal }
    const character = await service.rollbackCharacter(name, version, options)
    context.out.result(character, () => [
      `${character.name} is at version ${character.version_number}, with what version ${version} held`,
    ])
    return STATUS.done
  })
}
