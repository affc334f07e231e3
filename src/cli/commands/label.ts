import type { Context } from '../context.ts'
import { STATUS, type Status } from '../io.ts'
import { stampOf } from '../options.ts'

/** Lets a label point to a version. */
export async function label(
  context: Context,
  name: string,
  given: string,
  version: number,
): Promise<Status> {
  return context.withService(async (service) => {
    const options = { ...stampOf(context.options), signal: context.signal }
    const info = await service.setLabel(name, given, version, options)
    context.out.result(info, () => [`${info.label} points to version ${info.version_number}`])
    return STATUS.done
  })
}
