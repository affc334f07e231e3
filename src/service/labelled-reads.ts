import {
  CharacterLabelNotFoundError,
  CharacterVersionNotFoundError,
  isCharacterError,
} from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { LabelInfo } from '../model/label.ts'
import { presentCharacter } from '../model/present.ts'
import type { VersionKey } from '../storage/character-storage.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import { type LabelledOptions, labelOf } from './arguments.ts'
import type { Call } from './call.ts'
import { type LabelledHead, labelsOf } from './labelled-heads.ts'
import { readCharacters } from './many-reads.ts'
import { performInTime } from './perform.ts'
import { readCharacter } from './reads.ts'
import type { ServiceCore } from './service-core.ts'

/** The present version of a character, or the one that a label points to. */
export async function getCharacter(
  core: ServiceCore,
  spelling: string,
  options: LabelledOptions | undefined,
): Promise<Character> {
  const label = labelOf(options)
  return label === undefined
    ? readCharacter(core, spelling, options)
    : readLabelled(core, spelling, label, options)
}

/** The same, `null` where there is none. */
export async function findCharacter(
  core: ServiceCore,
  spelling: string,
  options: LabelledOptions | undefined,
): Promise<Character | null> {
  try {
    return await getCharacter(core, spelling, options)
  } catch (error) {
    const isAbsent =
      isCharacterError(error, 'CHARACTER_NOT_FOUND') ||
      isCharacterError(error, 'CHARACTER_LABEL_NOT_FOUND')
    if (isAbsent) return null
    throw error
  }
}

/** The same of many. */
export async function getCharacters(
  core: ServiceCore,
  spellings: readonly string[],
  options: LabelledOptions | undefined,
): Promise<(Character | null)[]> {
  const label = labelOf(options)
  return label === undefined
    ? readCharacters(core, spellings, options)
    : readManyLabelled(core, spellings, label, options)
}

/** What a label has shown of a cached character before; `undefined` when something is to be read. */
export function labelledHit(
  core: ServiceCore,
  spelling: string,
  { label, signal }: LabelledOptions,
): Promise<Character> | undefined {
  if (label === undefined || signal !== undefined) return undefined
  const head = core.held(spelling)
  return head && labelsOf(head)?.shown.get(label)
}

/** As often as a version may be gone when it is asked for: its label was moved, and it was pruned. */
const MAX_TRIES = 3

/** The version of an active character that a label points to. */
async function readLabelled(
  core: ServiceCore,
  spelling: string,
  label: string,
  options: LabelledOptions | undefined,
): Promise<Character> {
  const name = core.nameOf(spelling)
  for (let tries = 1; ; tries++) {
    const head = await readCharacter(core, spelling, options)
    const labels = labelsOf(head)
    const info = labels?.labels.find((one) => one.label === label)
    if (labels === undefined || info === undefined) {
      throw new CharacterLabelNotFoundError(head.name, label)
    }
    const shown = await performInTime(core, options, (call) =>
      showOne(core, head, labels, info, call),
    )
    if (shown !== null) return shown
    if (tries === MAX_TRIES) {
      throw new CharacterVersionNotFoundError(head.name, info.version_number, 'unrecorded')
    }
    core.cache.invalidate(name)
  }
}

/** @returns `null` when the version is gone */
async function showOne(
  core: ServiceCore,
  head: Character,
  { shown }: LabelledHead,
  { label, version_number: version }: LabelInfo,
  call: Call,
): Promise<Character | null> {
  const known = shown.get(label)
  if (known !== undefined) return known
  const [character] = await readVersions(core, [{ ...head, version, head }], call)
  if (character == null) return null
  shown.set(label, Promise.resolve(character))
  return character
}

/** Many characters by a label, `null` for those that do not have it. */
async function readManyLabelled(
  core: ServiceCore,
  spellings: readonly string[],
  label: string,
  options: LabelledOptions | undefined,
): Promise<(Character | null)[]> {
  const heads = await readCharacters(core, spellings, options)
  const wanted = heads.flatMap((head, index) => {
    const info = head && labelsOf(head)?.labels.find((one) => one.label === label)
    return head && info ? [{ ...head, version: info.version_number, head, index }] : []
  })
  const versions = await performInTime(core, options, (call) => readVersions(core, wanted, call))
  const found: (Character | null)[] = heads.map(() => null)
  for (const [n, { index, name }] of wanted.entries()) {
    // A version that is gone: the label was moved in between.
    found[index] = versions[n] ?? (await findCharacter(core, name, options))
  }
  return found
}

/** A version that is to be shown. */
export interface WantedVersion extends VersionKey {
  /** The name that the character has now. */
  readonly name: string
  /** The character as it is at this moment, where that is at hand. */
  readonly head?: Character | undefined
}

/** Versions of characters under the names they have now; `null` for one that is gone. */
export async function readVersions(
  core: ServiceCore,
  wanted: readonly WantedVersion[],
  call: Call,
): Promise<(Character | null)[]> {
  const isAtHand = ({ head, version }: WantedVersion): boolean => head?.version_number === version
  const records = await readRecords(
    core,
    wanted.filter((one) => !isAtHand(one)),
    call,
  )
  return wanted.map((one) => {
    if (one.head !== undefined && isAtHand(one)) return one.head
    const record = records.get(keyOf(one))
    return record === undefined ? null : presentUnder(core, record, one.name)
  })
}

function presentUnder(core: ServiceCore, { character }: StoredCharacter, name: string): Character {
  return presentCharacter(core.options.model, { ...character, name, is_active: true })
}

function keyOf({ id, version }: VersionKey): string {
  return `${id}:${version}`
}

/** Snapshots, by id and number: those that are not kept in one call of the storage. */
async function readRecords(
  core: ServiceCore,
  keys: readonly VersionKey[],
  call: Call,
): Promise<ReadonlyMap<string, StoredCharacter>> {
  const records = new Map<string, StoredCharacter>()
  const missing: VersionKey[] = []
  for (const { id, version } of keys) {
    const key = keyOf({ id, version })
    const kept = core.versions.get(key)
    if (kept === undefined) missing.push({ id, version })
    else records.set(key, kept)
  }
  if (missing.length === 0) return records
  for (const stored of await call.ask((o) => core.storage.findVersions(missing, o))) {
    const { id, version_number: version } = stored.character
    const key = keyOf({ id, version })
    records.set(key, stored)
    core.versions.set(key, stored)
  }
  return records
}
