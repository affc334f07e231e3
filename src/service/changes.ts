import { CharacterNotFoundError } from '../errors.ts'
import type { LabelInfo } from '../model/label.ts'
import { plainName } from '../model/tenant.ts'
import type { VersionState } from '../storage/stored-character.ts'
import type { ListVersionsCallOptions } from './arguments.ts'
import type { Call } from './call.ts'
import { listHistory } from './history.ts'
import type { ServiceCore } from './service-core.ts'

/**
 * What one version changed, by whom and why.
 *
 * @category Changes
 */
export interface CharacterChangeInfo {
  /** The version that was made. */
  readonly version_number: number
  /** When, ISO 8601 UTC. */
  readonly changed_at: string
  /** Who made it, if that was said. */
  readonly changed_by: string | null
  /** Why, if that was said. */
  readonly note: string | null
  /** The fields that were changed; `null` where another program wrote. */
  readonly fields: readonly string[] | null
  /** The version whose content a rollback took over. */
  readonly rolled_back_to: number | null
  /** The labels that point to it now. */
  readonly labels: readonly string[]
}

/** What the versions of an active character changed, newest first. Reads no contents. */
export function listChanges(
  core: ServiceCore,
  spelling: string,
  options: ListVersionsCallOptions | undefined,
): Promise<CharacterChangeInfo[]> {
  return listHistory(core, spelling, options, async (name, call) => {
    const head = await requireState(core, spelling, name, call)
    const { id, version, labels } = head
    return {
      head,
      version,
      labels,
      read: (range) => call.ask((o) => core.storage.listVersionStates(id, { ...o, ...range })),
      show: (state) => infoOf(state, labels),
    }
  })
}

async function requireState(
  core: ServiceCore,
  spelling: string,
  name: string,
  call: Call,
): Promise<VersionState> {
  const foreign = core.foreignSpelling(spelling, name)
  const names = foreign === null ? [name] : [name, foreign]
  const states = await call.ask((o) => core.storage.findStates(names, o))
  const state = states.find((one) => one.name === name) ?? states[0]
  if (state === undefined) throw new CharacterNotFoundError(plainName(name))
  return state
}

function infoOf(
  { version, updatedAt, change }: VersionState,
  labels: readonly LabelInfo[],
): CharacterChangeInfo {
  return {
    version_number: version,
    changed_at: updatedAt,
    changed_by: change?.by ?? null,
    note: change?.note ?? null,
    fields: change?.fields ?? null,
    rolled_back_to: change?.rolled_back_to ?? null,
    labels: labels.filter((one) => one.version_number === version).map(({ label }) => label),
  }
}
