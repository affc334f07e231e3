import {
  type CharacterErrorCode,
  CharacterLabelNotFoundError,
  CharacterVersionNotFoundError,
  isCharacterError,
} from '../errors.ts'
import type { Character } from '../model/character.ts'
import { presentCharacter } from '../model/present.ts'
import type { VersionKey } from '../storage/character-storage.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import { type LabelledOptions, labelOf } from './arguments.ts'
import type { Call } from './call.ts'
import { findLabel, labelOn, labelsOf } from './labelled-heads.ts'
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
export function findCharacter(
  core: ServiceCore,
  spelling: string,
  options: LabelledOptions | undefined,
): Promise<Character | null> {
  const reading = getCharacter(core, spelling, options)
  return nullOn(reading, 'CHARACTER_NOT_FOUND', 'CHARACTER_LABEL_NOT_FOUND')
}

/** What is read, `null` where it fails with one of these codes. */
export async function nullOn<T>(
  reading: Promise<T>,
  ...codes: readonly CharacterErrorCode[]
): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    if (isCharacterError(error) && codes.includes(error.code)) return null
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
  const head = core.hit(spelling)?.cached.character
  return head && labelsOf(head)?.shown.get(label)
}

/** As often as a version may be gone when it is asked for: its label was moved, and it was pruned. */
const MAX_TRIES = 3

/** The version of an active character that a label points to: all tries in the time of one call. */
function readLabelled(
  core: ServiceCore,
  spelling: string,
  label: string,
  options: LabelledOptions | undefined,
): Promise<Character> {
  const name = core.nameOf(spelling)
  return performInTime(core, options, async (call) => {
    for (let tries = 1; ; tries++) {
      const head = await call.wait(readCharacter(core, spelling, options))
      const info = labelOn(head, label)
      if (info === undefined) throw new CharacterLabelNotFoundError(head.name, label)
      const [shown] = await showLabelled(core, [head], label, call)
      if (shown) return shown
      if (tries === MAX_TRIES) {
        throw new CharacterVersionNotFoundError(head.name, info.version_number, 'unrecorded')
      }
      core.cache.invalidate(name)
    }
  })
}

/** Many characters by a label, `null` for those that do not have it. */
function readManyLabelled(
  core: ServiceCore,
  spellings: readonly string[],
  label: string,
  options: LabelledOptions | undefined,
): Promise<(Character | null)[]> {
  return performInTime(core, options, async (call) => {
    const heads = await call.wait(readCharacters(core, spellings, options))
    const shown = await showLabelled(core, heads, label, call)
    // A version that is gone: the label was moved in between.
    const found = shown.map((one, n) => {
      return one === undefined ? findCharacter(core, heads[n]?.name ?? '', options) : one
    })
    return call.wait(Promise.all(found))
  })
}

/**
 * The versions of characters that a label points to, under the names they have now: `null` where
 * there is no such label, `undefined` where the version is gone. Those that are not kept are read in
 * one call of the storage.
 */
export async function showLabelled(
  core: ServiceCore,
  heads: readonly (Character | null)[],
  label: string,
  call: Call,
): Promise<(Character | null | undefined)[]> {
  const records = new Map<string, StoredCharacter>()
  const missing: VersionKey[] = []
  const show = (head: Character | null): Promise<Character> | null | undefined => {
    const labels = head && labelsOf(head)
    const version = labels && findLabel(labels.labels, label)?.version_number
    if (!labels || !version) return null
    let character = head
    if (version !== head.version_number) {
      const known = labels.shown.get(label)
      if (known !== undefined) return known
      const { id, name } = head
      const record = records.get(keyOf(id, version)) ?? core.versions.get(keyOf(id, version))
      if (record === undefined) {
        missing.push({ id, version })
        return undefined
      }
      const content = { ...record.character, name, is_active: true }
      character = presentCharacter(core.model, content)
    }
    const shown = Promise.resolve(character)
    labels.shown.set(label, shown)
    return shown
  }
  const shown = heads.map(show)
  if (missing.length === 0) return Promise.all(shown)
  for (const stored of await call.ask((o) => core.storage.findVersions(missing, o))) {
    const key = keyOf(stored.character.id, stored.character.version_number)
    records.set(key, stored)
    core.versions.set(key, stored)
  }
  return Promise.all(heads.map(show))
}

function keyOf(id: string, version: number): string {
  return `${id}:${version}`
}
