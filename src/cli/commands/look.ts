import type { Context } from '../context.ts'
import { STATUS, type Status } from '../io.ts'

/** Lists the active characters. */
export async function list(context: Context): Promise<Status> {
  return context.withService(async (service) => {
    const characters = await service.listCharacters({ signal: context.signal })
    const shown = characters.map(({ name, display_name, version_number, updated_at }) => ({
      name,
      display_name,
      version_number,
      updated_at,
    }))
    const rows = shown.map((one) => Object.values(one).map(String))
    context.out.table(shown, ['NAME', 'DISPLAY NAME', 'VERSION', 'UPDATED'], rows)
    return STATUS.done
  })
}

/** Shows a character: for people as a file would hold it. */
export async function show(context: Context, name: string): Promise<Status> {
  return context.withService(async (service) => {
    const character = await service.getCharacter(name, { signal: context.signal })
    const { system_prompt, ...fields } = character
    context.out.result(character, () => [
      ...Object.entries(fields).map(([field, value]) => {
        const text = typeof value === 'string' ? value : JSON.stringify(value)
        return `${context.out.styled('dim', `${field}:`)} ${text}`
      }),
      ...(system_prompt === undefined ? [] : ['', system_prompt]),
    ])
    return STATUS.done
  })
}

/** Lists the versions of a character, newest first: what each changed, by whom and why. */
export async function history(context: Context, name: string): Promise<Status> {
  return context.withService(async (service) => {
    const changes = await service.listChanges(name, { signal: context.signal })
    const rows = changes.map((change) => [
      String(change.version_number),
      change.changed_at,
      change.changed_by ?? '',
      change.labels.join(' '),
      change.fields?.join(' ') ?? '',
      change.note ?? '',
    ])
    const head = ['VERSION', 'WRITTEN', 'BY', 'LABELS', 'CHANGED', 'NOTE']
    context.out.table(changes, head, rows)
    return STATUS.done
  })
}
