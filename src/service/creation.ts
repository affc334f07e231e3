import { isCharacterError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { JsonObject } from '../model/json-value.ts'
import { parseCreate } from '../model/parse.ts'
import { presentCharacter } from '../model/present.ts'
import { checkRules } from '../model/rules.ts'
import { wordsOf } from '../model/searchable.ts'
import type { InsertOptions } from '../storage/character-storage.ts'
import { EMPTY_LEDGER } from '../storage/ledger.ts'
import type { CharacterRecord, StoredCharacter } from '../storage/stored-character.ts'
import type { NotedOptions } from './arguments.ts'
import type { Call } from './call.ts'
import { MAX_FAILURES, pauseAfter } from './head-writer.ts'
import { changeRecord } from './notes.ts'
import { performWrite } from './perform.ts'
import type { ServiceCore } from './service-core.ts'

/** Stores a new character under a name that no active one holds. */
export async function createCharacter(
  core: ServiceCore,
  input: unknown,
  options: NotedOptions | undefined,
): Promise<Character> {
  const { model, generateId, timestamp } = core
  const content = parseCreate(model, input)
  const name = core.nameOf(content.name as string)
  const now = timestamp()
  // The content last: to add fields to a copy costs twenty times as much.
  const record = {
    id: generateId(),
    created_at: now,
    updated_at: now,
    is_active: true,
    version_number: 1,
    ...content,
    name,
  } as JsonObject as CharacterRecord
  const created = presentCharacter(model, record)
  checkRules(model, created, null)
  const searchWords = wordsOf(model, created)
  return performWrite(core, 'create', null, options, async ({ call, cacheWrite, notes }) => {
    cacheWrite.touch(name)
    const writeId = generateId()
    // All else is as in every new character.
    const fields = Object.keys(content).filter((field) => content[field] !== null)
    const ledger = { ...EMPTY_LEDGER, change: changeRecord(1, writeId, notes, fields) }
    const made: StoredCharacter = { character: record, writeId, ledger, state: null }
    const beside = { searchWords, change: ledger.change }
    const head = await insert(core, made, writeId, beside, call)
    return { head, before: null, change: { writeId, ledger } }
  })
}

/** As often as an id may turn out to be taken by another character. */
const MAX_TAKEN_IDS = 3

async function insert(
  core: ServiceCore,
  made: StoredCharacter,
  writeId: string,
  beside: InsertOptions,
  call: Call,
): Promise<StoredCharacter> {
  let { character } = made
  let failures = 0
  let takenIds = 0
  for (let tries = 0; ; tries++) {
    call.throwIfUnwanted()
    try {
      const stored = await call.ask((o) =>
        core.storage.insert(character, writeId, { ...o, ...beside }),
      )
      if (stored !== null) return stored
      const holder = tries > 0 ? await holderOf(core, character, call) : 'nobody'
      if (holder === 'own') return { ...made, character }
      if (holder === 'other') character = await underAnotherId(core, character, ++takenIds, call)
      else await core.writer.claim(character.name, character.id, call)
    } catch (error) {
      if (!isCharacterError(error, 'CHARACTER_STORAGE')) throw error
      const holder = await holderOf(core, character, call).catch(() => {
        throw error
      })
      if (holder === 'own') return { ...made, character }
      if (++failures > MAX_FAILURES) throw error
      if (holder === 'nobody') await core.writer.claim(character.name, character.id, call)
    }
    if (tries > 0) await pauseAfter(tries, call)
  }
}

/** Who has the id of a record. */
type Holder = 'nobody' | 'own' | 'other'

/**
 * Who has the id of a record: nobody, the record itself, stored by a try whose reply was lost and
 * changed since maybe, or another character, since the host's ids repeat.
 */
async function holderOf(core: ServiceCore, record: CharacterRecord, call: Call): Promise<Holder> {
  const { id, name, created_at } = record
  const head = await call.ask((o) => core.storage.findById(id, o))
  if (head === null) return 'nobody'
  const isFirst = head.character.version_number === 1
  const first = isFirst ? head : await call.ask((o) => core.storage.findVersion(id, 1, o))
  // The first version may be pruned by now.
  const { character } = first ?? head
  const isOwn = character.created_at === created_at && (first === null || character.name === name)
  return isOwn ? 'own' : 'other'
}

/** @throws {TypeError} when the host's ids seem to repeat without end */
async function underAnotherId(
  core: ServiceCore,
  record: CharacterRecord,
  takenIds: number,
  call: Call,
): Promise<CharacterRecord> {
  if (takenIds <= MAX_TAKEN_IDS) return { ...record, id: core.generateId() }
  // The name may be taken besides, which is the better answer.
  await core.writer.claim(record.name, '', call)
  throw new TypeError(
    `CharacterService: generateId must give unique ids: '${record.id}' and others are taken`,
  )
}
