import { isCharacterError } from '../errors.ts'
import type { Character, CharacterCreate, CharacterUpdate } from '../model/character.ts'
import type { CharacterModel } from '../model/character-model.ts'
import type { JsonObject } from '../model/json-value.ts'
import { presentCharacter } from '../model/present.ts'
import { checkRules } from '../model/rules.ts'
import type { SyncChange } from './sync-report.ts'
import { checkFullView, type SyncedService } from './synced-service.ts'
import { type Difference, differenceFrom } from './wanted.ts'

/** What each write is given. */
export interface Stamp {
  readonly by?: string
  readonly note?: string
  readonly signal?: AbortSignal
}

/** Where the writes of a sync go. */
export interface Target {
  readonly service: SyncedService
  readonly model: CharacterModel | undefined
  readonly stamp: Stamp
  readonly isDryRun: boolean
}

/** How often others may come between before one is given up. */
const MAX_TURNS = 10

/**
 * Brings one character to what is wanted.
 *
 * @param stored as it was listed; `undefined` where there was none
 * @returns what was done; `null` where nothing had to be
 * @throws what the service says
 */
export async function bringAbout(
  target: Target,
  content: JsonObject,
  stored: Character | undefined,
): Promise<SyncChange | null> {
  const name = String(content.name)
  const difference = differenceFrom(stored, content)
  if (difference.changes.length === 0) return null
  if (target.isDryRun) rehearse(target.model, content, stored, difference)
  const action = stored === undefined ? 'create' : 'update'
  if (target.isDryRun) return { name, action, diff: difference.changes }
  return write(target, content, stored, difference)
}

/** Writes; where another writer was faster, compares with what that one left. */
async function write(
  target: Target,
  content: JsonObject,
  stored: Character | undefined,
  difference: Difference,
): Promise<SyncChange | null> {
  const name = String(content.name)
  let step: 'create' | 'update' | 'edit' = stored === undefined ? 'create' : 'update'
  for (let turn = 1; ; turn++) {
    try {
      if (step === 'create') return await create(target, content)
      if (step === 'edit' || stored === undefined) return await edit(target, content)
      const options = { ...target.stamp, expectedVersion: stored.version_number }
      await target.service.updateCharacter(name, difference.patch as CharacterUpdate, options)
      return { name, action: 'update', diff: difference.changes }
    } catch (error) {
      if (turn === MAX_TURNS) throw error
      if (isCharacterError(error, 'CHARACTER_NOT_FOUND')) step = 'create'
      else if (isTaken(error)) step = 'edit'
      else throw error
    }
  }
}

function isTaken(error: unknown): boolean {
  return (
    isCharacterError(error, 'CHARACTER_ALREADY_EXISTS') ||
    isCharacterError(error, 'CHARACTER_VERSION_CONFLICT')
  )
}

async function create({ service, stamp }: Target, content: JsonObject): Promise<SyncChange> {
  const created = await service.createCharacter(content as unknown as CharacterCreate, stamp)
  checkFullView('syncCharacters', created)
  const { changes: diff } = differenceFrom(undefined, content)
  return { name: String(content.name), action: 'create', diff }
}

/** An empty patch would be a version all the same: one that is as it should be leaves by an error. */
async function edit({ service, stamp }: Target, content: JsonObject): Promise<SyncChange | null> {
  const name = String(content.name)
  const nothingToDo = new Error('nothing to do')
  let diff: Difference['changes'] = []
  const patchOf = (current: Character): CharacterUpdate => {
    checkFullView('syncCharacters', current)
    const { changes, patch } = differenceFrom(current, content)
    if (changes.length === 0) throw nothingToDo
    diff = changes
    return patch as CharacterUpdate
  }
  try {
    await service.editCharacter(name, patchOf, stamp)
    return { name, action: 'update', diff }
  } catch (error) {
    if (error !== nothingToDo) throw error
    return null
  }
}

/** What no single field tells is asked of the model: a dry run fails where the sync would. */
function rehearse(
  model: CharacterModel | undefined,
  content: JsonObject,
  stored: Character | undefined,
  { patch }: Difference,
): void {
  if (model === undefined) return
  const now = new Date().toISOString()
  const version = (stored?.version_number ?? 0) + 1
  const system = { id: '0'.repeat(24), created_at: now, is_active: true }
  const record = { ...system, ...stored, ...(stored === undefined ? content : patch) }
  const next = { ...record, updated_at: now, version_number: version }
  checkRules(model, presentCharacter(model, next as unknown as Character), stored ?? null)
}
