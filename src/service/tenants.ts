import type { StoredCharacter } from '../storage/stored-character.ts'
import { type CallOptions, checkFlag } from './arguments.ts'
import type { Call } from './call.ts'
import { removeCharacter } from './deleted.ts'
import { performInTime } from './perform.ts'
import type { ServiceCore } from './service-core.ts'

/**
 * Options of `purgeTenant`.
 *
 * @category Tenants
 */
export interface PurgeTenantOptions extends CallOptions {
  /**
   * Whether nothing is removed: the report says what would be.
   *
   * @default false
   */
  readonly dryRun?: boolean | undefined
}

/**
 * What a purge removed, or with `dryRun` would have removed.
 *
 * @category Tenants
 */
export interface PurgeTenantReport {
  /** How many characters, active and deleted. */
  readonly characters: number
  /** How many older versions of them were kept. */
  readonly versions: number
}

const PAGE = 100
const VERSIONS_PAGE = 1_000

/** Removes all that a tenant has, character by character. */
export async function purgeTenant(
  all: ServiceCore,
  tenant: string,
  options: PurgeTenantOptions = {},
): Promise<PurgeTenantReport> {
  const core = all.forTenant(tenant)
  const { dryRun = false } = options
  checkFlag('dryRun', dryRun)
  const report = { characters: 0, versions: 0 }
  for await (const head of readHeads(core, options)) {
    const { id } = head.character
    report.versions += await performInTime(core, options, (call) => countVersions(core, id, call))
    report.characters++
    if (!dryRun) await removeCharacter(core, head, options)
  }
  return report
}

/** The deleted ones first: a restore that comes in between is found among the active ones. */
async function* readHeads(
  core: ServiceCore,
  options: CallOptions,
): AsyncGenerator<StoredCharacter> {
  const { storage, tenant } = core
  for (const isDeleted of [true, false]) {
    let after: string | undefined
    for (;;) {
      const page = { tenant, after, limit: PAGE }
      const heads = await performInTime(core, options, (call) =>
        call.ask((o) => storage[isDeleted ? 'listDeleted' : 'list']({ ...o, ...page })),
      )
      yield* heads
      const last = heads.at(-1)?.character
      if (last === undefined || heads.length < PAGE) break
      after = isDeleted ? last.id : last.name
    }
  }
}

async function countVersions(core: ServiceCore, id: string, call: Call): Promise<number> {
  let count = 0
  let before: number | undefined
  for (;;) {
    const page = { limit: VERSIONS_PAGE, before }
    const states = await call.ask((o) => core.storage.listVersionStates(id, { ...o, ...page }))
    count += states.length
    before = states.at(-1)?.version
    if (states.length < VERSIONS_PAGE || before === undefined) return count
  }
}
