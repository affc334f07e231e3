import type { Context } from '../context.ts'
import { STATUS, type Status } from '../io.ts'
import { fileErrorToJson, readFolder } from '../read-folder.ts'

/** Says what is wrong with the files of a folder; asks no service. */
export async function validate(context: Context, folder: string): Promise<Status> {
  const { out } = context
  const model = await context.model()
  const { inputs, paths, errors } = await readFolder(context, folder, model)
  const [{ CharacterService, memoryStorage }, { syncCharacters }] = await Promise.all([
    import('../../index.ts'),
    import('../../sync.ts'),
  ])
  // What no file tells alone: a name that stands in two of them, and the rules of the model.
  const service = new CharacterService({ storage: memoryStorage(), model })
  const { failed, created } = await syncCharacters(service, inputs, { dryRun: true })
  const others = failed.map(({ name, error }) => ({
    path: inputs.flatMap((one) => (one.name === name ? (paths.get(one) ?? []) : [])).at(-1),
    name,
    ...out.errorToJson(error),
  }))
  const valid = model === undefined ? inputs.length - duplicates(others) : created
  const faults = model === undefined ? others.filter(isDuplicate) : others
  out.result({ valid, errors: [...errors.map(fileErrorToJson), ...faults] }, () => [
    ...errors.map(({ message }) => message),
    ...faults.map(({ path, name, message }) => `${path ?? name}: ${message}`),
    `${valid} valid, ${errors.length + faults.length} invalid`,
  ])
  return errors.length + faults.length === 0 ? STATUS.done : STATUS.failed
}

/** Without a model nobody knows what attributes there are: only names can be held against each other. */
function isDuplicate({ message }: { readonly message: string }): boolean {
  return message.includes('is wanted twice')
}

function duplicates(faults: readonly { readonly message: string }[]): number {
  return faults.filter(isDuplicate).length
}
