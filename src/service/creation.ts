import { isCharacterError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { JsonObject } from '../model/json-value.ts'
import { canonicalName } from '../model/name.ts'
import { parseCreate } from '../model/parse.ts'
import { presentCharacter } from '../model/present.ts'
import { checkRules } from '../model/rules.ts'
import type { CharacterRecord, StoredCharacter } from '../storage/character-storage.ts'
import type { CallOptions } from './arguments.ts'
import type { Call } from './call.ts'
import { MAX_FAILURES, pauseAfter } from './head-writer.ts'
import { performWrite } from './perform.ts'
import type { ServiceCore } from './service-core.ts'

/** Stores a new character under a name that no active one holds. */
export async function createCharacter(
  core: ServiceCore,
  input: unknown,
  options: CallOptions | undefined,
): Promise<Character> {
  const { model } = core.options
  const content = parseCreate(model, input)
  const name = canonicalName(content.name as string)
  const record = newRecord(core, content, name)
  checkRules(model, presentCharacter(model, record), null)
  return performWrite(core, null, options, async ({ call, cacheWrite }) => {
    cacheWrite.touch(name)
    return { stored: await insert(core, record, call), readable: true }
  })
}

function newRecord(core: ServiceCore, content: JsonObject, name: string): CharacterRecord {
  const now = core.options.timestamp()
  return {
    ...content,
    id: core.options.generateId(),
    name,
    created_at: now,
    updated_at: now,
    is_active: true,
    version_number: 1,
  } as JsonObject as CharacterRecord
}

async function insert(
  core: ServiceCore,
  record: CharacterRecord,
  call: Call,
): Promise<StoredCharacter> {
  const writeId = core.options.generateId()
  const own: StoredCharacter = { character: record, writeId, state: null }
  let failures = 0
  for (let tries = 0; ; tries++) {
    call.throwIfUnwanted()
    try {
      const stored = await call.ask((o) => core.storage.insert(record, writeId, o))
      if (stored !== null) return stored
      if (tries > 0 && (await isStored(core, record, call))) return own
      await core.writer.claim(record.name, record.id, call)
    } catch (error) {
      if (!isCharacterError(error, 'CHARACTER_STORAGE')) throw error
      const applied = await isStored(core, record, call).catch(() => {
        throw error
      })
      if (applied) return own
      if (++failures > MAX_FAILURES) throw error
    }
    if (tries > 0) await pauseAfter(tries, call)
  }
}

async function isStored(core: ServiceCore, { id }: Character, call: Call): Promise<boolean> {
  return (await call.ask((o) => core.storage.findById(id, o))) !== null
}
