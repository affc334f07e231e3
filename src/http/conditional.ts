import { CharacterVersionConflictError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { Conditions } from './exchange.ts'
import { HttpProblem } from './problem.ts'
import type { View } from './view.ts'

/**
 * The strong entity tag of a character: id and version make the content, the view what is shown of
 * it. The version alone would also match another character created later under the same name. What a
 * label shows of a version has the name of today, which may be another one tomorrow.
 */
export function entityTag(
  { id, name, version_number }: Character,
  view: View,
  label: string | null,
): string {
  const shownBy = label === null ? '' : `~${label}~${encodeURIComponent(name)}`
  return `"${encodeURIComponent(id)}.${version_number}.${view}${shownBy}"`
}

interface EntityTag {
  readonly weak: boolean
  readonly opaque: string
}

const TAG = /[ \t,]*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*(?=,|$)/y

/** Parses `If-Match` or `If-None-Match` (RFC 9110, section 13.1); stops at what is no entity tag. */
function parseTags(header: string): readonly EntityTag[] | '*' {
  if (header.trim() === '*') return '*'
  const tags: EntityTag[] = []
  TAG.lastIndex = 0
  for (let found = TAG.exec(header); found !== null; found = TAG.exec(header)) {
    tags.push({ weak: found[1] !== undefined, opaque: found[2] ?? '' })
  }
  return tags
}

/** Whether an `If-None-Match` names this representation: the client has it already. */
export function isKnown(header: string, etag: string): boolean {
  if (header === etag) return true
  const tags = parseTags(header)
  return tags === '*' || tags.some(({ opaque }) => `"${opaque}"` === etag)
}

/**
 * The check of the conditions of a write, run inside it with the present character. Which view a tag
 * was made of does not matter: id and version say what the client has seen.
 */
export function preconditionOf(conditions: Conditions): (current: Character) => void {
  const { ifMatch, ifNoneMatch } = conditions
  return (current) => {
    if (ifMatch !== undefined) requireMatch(ifMatch, current)
    if (ifNoneMatch !== undefined && isNamed(parseTags(ifNoneMatch), current)) {
      throw new HttpProblem('PRECONDITION_FAILED', 'If-None-Match names the present version')
    }
  }
}

/** The version that `If-Match` demands, where it names one tag of ours, of whatever character. */
export function expectedVersionOf({ ifMatch }: Conditions): number | undefined {
  const tags = ifMatch === undefined ? [] : parseTags(ifMatch)
  const [only, ...others] = tags === '*' ? [] : tags
  if (only === undefined || only.weak || others.length > 0) return undefined
  const version = Number(TAG_OF_OURS.exec(only.opaque)?.[2])
  return Number.isSafeInteger(version) ? version : undefined
}

/**
 * @throws {CharacterVersionConflictError} when the header names another version of this character
 * @throws {HttpProblem} when it names something else
 */
export function requireMatch(header: string, current: Character): void {
  const parsed = parseTags(header)
  // A weak tag never matches here: it does not promise that nothing changed.
  const tags = parsed === '*' ? parsed : parsed.filter(({ weak }) => !weak)
  if (isNamed(tags, current)) return
  const seen = tags === '*' ? undefined : versionSeen(tags, current)
  if (seen !== undefined) {
    throw new CharacterVersionConflictError(current.name, seen, current.version_number)
  }
  throw new HttpProblem('PRECONDITION_FAILED', 'If-Match does not name the present character')
}

/**
 * Refuses `If-Match` where nothing has an entity tag: not to check it would do what the client
 * wanted prevented.
 */
export function refuseIfMatch(conditions: Conditions | null): void {
  if (conditions?.ifMatch === undefined) return
  throw new HttpProblem('PRECONDITION_FAILED', 'If-Match is not possible here: leave it out')
}

function isNamed(tags: readonly EntityTag[] | '*', current: Character): boolean {
  if (tags === '*') return true
  return tags.some(({ opaque }) => versionIn(opaque, current.id) === current.version_number)
}

function versionSeen(tags: readonly EntityTag[], { id }: Character): number | undefined {
  for (const { opaque } of tags) {
    const version = versionIn(opaque, id)
    if (version !== undefined) return version
  }
  return undefined
}

const TAG_OF_OURS = /^(.+?)\.([1-9]\d{0,15})\.(?:safe|full)(?:~.*)?$/

/** In the place of the id: whichever character has the name now. */
const ANY_ID = '*'

/** The tag of a version, of whichever character has the name where only its number is known. */
export function versionTag(version: number, id: string = ANY_ID): string {
  return `"${encodeURIComponent(id)}.${version}.safe"`
}

/** The version that a tag names, when it is one of this very character. */
function versionIn(opaque: string, id: string): number | undefined {
  const [, ofId, version] = TAG_OF_OURS.exec(opaque) ?? []
  return ofId === ANY_ID || ofId === encodeURIComponent(id) ? Number(version) : undefined
}
