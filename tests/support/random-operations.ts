import { isCharacterError } from '../../src/errors.ts'
import type { CharacterUpdate } from '../../src/model/character.ts'
import type { CharacterService } from '../../src/service/character-service.ts'
import { luna } from './characters.ts'
import type { Random } from './random.ts'
import { FORBIDDEN, type Outcome, type ReferenceModel } from './reference-model.ts'

/** One operation, done to the service and to the model of it. */
export interface Step {
  readonly told: string
  readonly actual: Outcome
  readonly expected: Outcome
}

/** What a sequence of operations works with. */
export interface Actors {
  readonly random: Random
  readonly service: CharacterService
  readonly model: ReferenceModel
  /** Canonical names to choose from. */
  readonly names: readonly string[]
  /** The ids of all characters made so far. */
  readonly ids: string[]
}

type Operation = (actors: Actors) => Promise<Step>

const PERSONALITIES = ['calm', 'wild', 'kind', 'shy', 'bold', 'odd', FORBIDDEN]

const create: Operation = async (actors) => {
  const { random, service, model, ids } = actors
  const name = nameOf(actors, 'free')
  const personality = random.pick(PERSONALITIES)
  const input = luna({ name: spelled(random, name), personality })
  const actual = await outcomeOf(service.createCharacter(input))
  const id = 'value' in actual ? (actual.value as { id: string }).id : null
  if (id !== null) ids.push(id)
  return { told: `create ${name} ${personality}`, actual, expected: model.create(name, input, id) }
}

const read: Operation = async (actors) => {
  const { random, service, model } = actors
  const name = nameOf(actors, 'active')
  const spelling = spelled(random, name)
  const expected = model.get(name)
  if (random.below(2) === 0) {
    return {
      told: `get ${name}`,
      actual: await outcomeOf(service.getCharacter(spelling)),
      expected,
    }
  }
  const actual = await outcomeOf(service.findCharacter(spelling))
  return {
    told: `find ${name}`,
    actual,
    expected: 'value' in expected ? expected : { value: null },
  }
}

const update: Operation = async (actors) => {
  const { random, service, model, names } = actors
  const name = nameOf(actors, 'active')
  const { given, meant } = patchOf(random, names)
  const expectedVersion = random.below(3) === 0 ? versionOf(actors, name) : undefined
  const spelling = spelled(random, name)
  const edits = random.below(3) === 0
  const actual = await outcomeOf(
    edits
      ? service.editCharacter(spelling, async () => given, { expectedVersion })
      : service.updateCharacter(spelling, given, { expectedVersion }),
  )
  const told = `${edits ? 'edit' : 'update'} ${name} ${JSON.stringify(given)} ${expectedVersion}`
  return { told, actual, expected: model.update(name, meant, expectedVersion) }
}

const rollback: Operation = async (actors) => {
  const { random, service, model } = actors
  const name = nameOf(actors, 'active')
  const version = versionOf(actors, name)
  const expectedVersion = random.below(3) === 0 ? versionOf(actors, name) : undefined
  const actual = await outcomeOf(
    service.rollbackCharacter(spelled(random, name), version, { expectedVersion }),
  )
  const expected = model.rollback(name, version, expectedVersion)
  return { told: `rollback ${name} ${version} ${expectedVersion}`, actual, expected }
}

const remove: Operation = async (actors) => {
  const { random, service, model } = actors
  const name = nameOf(actors, 'active')
  const expectedVersion = random.below(3) === 0 ? versionOf(actors, name) : undefined
  const actual = await outcomeOf(
    service.deleteCharacter(spelled(random, name), { expectedVersion }),
  )
  const expected = model.delete(name, expectedVersion)
  return { told: `delete ${name} ${expectedVersion}`, actual, expected }
}

const restore: Operation = async (actors) => {
  const { random, service, model, names } = actors
  const id = idOf(actors)
  const name = random.below(2) === 0 ? random.pick(names) : undefined
  const given = name === undefined ? undefined : spelled(random, name)
  const actual = await outcomeOf(service.restoreCharacter(id, { name: given }))
  return { told: `restore ${id} ${name}`, actual, expected: model.restore(id, name) }
}

const purge: Operation = async (actors) => {
  const { service, model } = actors
  const id = idOf(actors)
  const actual = await outcomeOf(service.purgeCharacter(id))
  return { told: `purge ${id}`, actual, expected: model.purge(id) }
}

const readVersion: Operation = async (actors) => {
  const { random, service, model } = actors
  const name = nameOf(actors, 'active')
  const version = versionOf(actors, name)
  const actual = await outcomeOf(service.getVersion(spelled(random, name), version))
  return { told: `version ${name} ${version}`, actual, expected: model.getVersion(name, version) }
}

const listVersions: Operation = async (actors) => {
  const { random, service, model } = actors
  const name = nameOf(actors, 'active')
  const limit = 1 + random.below(4)
  const before = random.below(2) === 0 ? 1 + random.below(6) : undefined
  const actual = await outcomeOf(service.listVersions(spelled(random, name), { limit, before }))
  const expected = model.listVersions(name, limit, before)
  return { told: `versions ${name} ${limit} ${before}`, actual, expected }
}

const list: Operation = async ({ random, service, model, names }) => {
  const limit = 1 + random.below(3)
  const [after] = names
  const actual = await outcomeOf(service.listCharacters({ after, limit: names.length + limit }))
  const own = (value: unknown) =>
    (value as { name: string }[]).filter(({ name }) => names.includes(name))
  const expected = { value: model.list().filter(({ name }) => name !== after) }
  return {
    told: 'list',
    actual: 'value' in actual ? { value: own(actual.value) } : actual,
    expected,
  }
}

const OPERATIONS: readonly (readonly [weight: number, Operation])[] = [
  [4, create],
  [4, read],
  [6, update],
  [2, rollback],
  [3, remove],
  [3, restore],
  [1, purge],
  [2, readVersion],
  [2, listVersions],
  [1, list],
]
const DRAWN = OPERATIONS.flatMap(([weight, operation]) => Array(weight).fill(operation))

/** Does one operation that chance picks; the first two are creates. */
export function randomStep(actors: Actors): Promise<Step> {
  const operation: Operation = actors.ids.length < 2 ? create : actors.random.pick(DRAWN)
  return operation(actors)
}

/** One of the spellings that mean a name. */
function spelled(random: Random, name: string): string {
  return random.pick([name, name, name.toUpperCase(), ` ${name}`, name.normalize('NFD')])
}

/** Any of the names, mostly one of the kind that is asked for. */
function nameOf({ random, model, names }: Actors, kind: 'active' | 'free'): string {
  const active = model.list().map(({ name }) => name)
  const wanted = names.filter((name) => active.includes(name) === (kind === 'active'))
  return random.pick(wanted.length === 0 || random.below(5) === 0 ? names : wanted)
}

/** Any version, mostly one that there is, and half of these the newest. */
function versionOf({ random, model }: Actors, name: string): number {
  const head = model.list().find((character) => character.name === name)?.version_number ?? 1
  if (random.below(5) === 0) return 1 + random.below(6)
  return random.below(2) === 0 ? head : 1 + random.below(head)
}

/** Any id, mostly that of a deleted character. */
function idOf({ random, model, ids }: Actors): string {
  const deleted = model.listDeleted().map(({ id }) => id)
  if (deleted.length > 0 && random.below(5) !== 0) return random.pick(deleted)
  return random.below(4) === 0 || ids.length === 0 ? '0'.repeat(24) : random.pick(ids)
}

function patchOf(random: Random, names: readonly string[]) {
  const fields: CharacterUpdate = {
    ...(random.below(2) === 0 && { personality: random.pick(PERSONALITIES) }),
    ...(random.below(3) === 0 && { traits: random.pick([[], ['shy'], ['bold', 'shy']]) }),
    ...(random.below(3) === 0 && { avatar_url: random.pick([null, 'https://example.com/a.png']) }),
    ...(random.below(3) === 0 && { voice_settings: random.pick([null, {}, { pitch: 2 }]) }),
  }
  if (random.below(6) !== 0) return { given: fields, meant: fields }
  const name = random.pick(names)
  return { given: { ...fields, name: spelled(random, name) }, meant: { ...fields, name } }
}

async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await work }
  } catch (error) {
    return { error: factsOf(error) }
  }
}

/** What an error says that a caller may rely on. */
function factsOf(error: unknown): object {
  if (!isCharacterError(error)) return { thrown: String(error) }
  const { code, message } = error
  switch (code) {
    case 'CHARACTER_NOT_FOUND':
      return { code, key: /^Character '(.*?)' not found/.exec(message)?.[1] }
    case 'CHARACTER_ALREADY_EXISTS':
      return { code, characterName: error.characterName }
    case 'CHARACTER_VERSION_CONFLICT':
      return { code, expected: error.expected, actual: error.actual }
    case 'CHARACTER_VERSION_NOT_FOUND':
      return { code, version: error.version, reason: error.reason }
    default:
      return { code }
  }
}
