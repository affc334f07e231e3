import type { CharacterCreate, CharacterOperations } from '../../index.ts'
import type { CharacterFileError, SyncChange, SyncReport } from '../../sync.ts'
import type { Context } from '../context.ts'
import { STATUS, type Status, WrongUse } from '../io.ts'
import { stampOf } from '../options.ts'
import { fileErrorToJson, readFolder } from '../read-folder.ts'

/** What `sync` and `diff` take. */
export interface SyncFlags {
  readonly prune?: boolean
  readonly dryRun?: boolean
}

/** Shows what a sync would do; ends with another status where there is something. */
export async function diff(context: Context, folder: string, flags: SyncFlags): Promise<Status> {
  return run(context, folder, { ...flags, dryRun: true }, (report) =>
    report.changes.length === 0 ? STATUS.done : STATUS.differs,
  )
}

/** Brings the stored characters to what the files of a folder say. */
export async function sync(context: Context, folder: string, flags: SyncFlags): Promise<Status> {
  if (flags.prune === true && flags.dryRun !== true) checkAskable(context)
  return run(context, folder, flags, () => STATUS.done)
}

function checkAskable({ io, options }: Context): void {
  if (options.yes === true || io.isInteractive) return
  throw new WrongUse('--prune asks before it deletes: say --yes where nobody can answer')
}

async function run(
  context: Context,
  folder: string,
  flags: SyncFlags,
  statusOf: (report: SyncReport) => Status,
): Promise<Status> {
  return context.withService(async (service) => {
    const { inputs, errors } = await readFolder(context, folder, service.model)
    if (errors.length > 0) return refuse(context, errors)
    if (inputs.length === 0 && flags.prune === true) {
      throw new Error(`there are no characters in ${folder}: --prune would delete all there are`)
    }
    const report = await syncFiles(context, service, inputs, flags)
    if (report === null) return STATUS.failed
    tell(context, report, flags)
    return report.failed.length > 0 ? STATUS.failed : statusOf(report)
  })
}

/** A file that is wrong may be the only one that names a character: nothing is done until it is right. */
function refuse({ out }: Context, errors: readonly CharacterFileError[]): Status {
  out.result({ errors: errors.map(fileErrorToJson) }, () => [])
  for (const { message } of errors) out.note(message)
  out.note(`nothing was done: ${errors.length} invalid`)
  return STATUS.failed
}

async function syncFiles(
  { io, out, options, signal }: Context,
  service: CharacterOperations,
  inputs: readonly CharacterCreate[],
  { prune = false, dryRun = false }: SyncFlags,
): Promise<SyncReport | null> {
  const { syncCharacters } = await import('../../sync.ts')
  if (prune && !dryRun && options.yes !== true) {
    const { changes } = await syncCharacters(service, inputs, { prune, dryRun: true, signal })
    const names = changes.filter(({ action }) => action === 'delete').map(({ name }) => name)
    const question = `Delete ${names.length} that no file names (${names.slice(0, 10).join(', ')})?`
    if (names.length > 0 && !(await io.confirm(question))) {
      out.note('nothing was done')
      return null
    }
  }
  return syncCharacters(service, inputs, {
    ...stampOf(options),
    prune,
    dryRun,
    signal,
    onProgress: ({ done, total, name }) => out.progress(done, total, name),
  })
}

const SIGNS = { create: '+', update: '~', delete: '-' } as const
const STYLES = { create: 'green', update: 'yellow', delete: 'red' } as const

function tell({ out }: Context, report: SyncReport, { dryRun = false }: SyncFlags): void {
  const { created, updated, unchanged, deleted, changes } = report
  const failed = report.failed.map(({ name, error }) => ({ name, error: out.errorToJson(error) }))
  out.result({ created, updated, unchanged, deleted, failed, changes, dry_run: dryRun }, () => [
    ...changes.flatMap((change) => [
      out.styled(STYLES[change.action], `${SIGNS[change.action]} ${change.name}`),
      ...detailsOf(change),
    ]),
    `${created} created, ${updated} updated, ${deleted} deleted, ${unchanged} unchanged, ${failed.length} failed${dryRun ? ' (nothing was written)' : ''}`,
  ])
  for (const { name, error } of failed) out.note(`${name}: ${error.message}`)
}

/** Of what changed its place and its beginning: whole prompts would hide the rest. */
function detailsOf({ action, diff: changes }: SyncChange): string[] {
  if (action !== 'update') return []
  return changes.map((change) => {
    const before = 'old_value' in change ? shortly(change.old_value) : 'nothing'
    const after = 'value' in change ? shortly(change.value) : 'nothing'
    return `    ${change.path}: ${before} → ${after}`
  })
}

const SHOWN = 60

function shortly(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`.toWellFormed()
}
