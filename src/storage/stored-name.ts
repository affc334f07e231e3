import { placeOf, placeOfTenant, plainName, TENANTS } from '../model/tenant.ts'
import type { CharacterRecord } from './stored-character.ts'

/** What the stored name of a soft-deleted character begins with, behind the place of its tenant. */
const TOMBSTONE_PREFIX = 'deleted/'

/** Stored names in code point order: those from one on and before another, `null` for no end. */
export interface NameRange {
  readonly from: string
  readonly before: string | null
}

/** The stored name of a soft-deleted character, which leaves its own name free for others. */
export function tombstoneOf(id: string, storedName: string): string {
  return `${placeOf(storedName)}${TOMBSTONE_PREFIX}${id}`
}

/** Whether a stored name is that of a soft-deleted character. */
export function isTombstone(storedName: string): boolean {
  return plainName(storedName).startsWith(TOMBSTONE_PREFIX)
}

/** The tombstones of a tenant, or of none. */
export function tombstoneRange(tenant: string | undefined): NameRange {
  return rangeOf(placeOfTenant(tenant) + TOMBSTONE_PREFIX)
}

/** The stored names that active characters of a tenant may have, or those of none. */
export function nameRanges(tenant: string | undefined): readonly NameRange[] {
  const tombstones = tombstoneRange(tenant)
  const others = tenant === undefined ? rangeOf(TENANTS) : null
  const all = tenant === undefined ? { from: '', before: null } : rangeOf(placeOfTenant(tenant))
  const first = { from: all.from, before: tombstones.from }
  const from = tombstones.before ?? ''
  if (others === null) return [first, { from, before: all.before }]
  return [first, { from, before: others.from }, { from: others.before ?? '', before: null }]
}

/** The names that begin with a text that ends in a slash: `0` is the character after it. */
export function rangeOf(prefix: string): NameRange {
  return { from: prefix, before: `${prefix.slice(0, -1)}0` }
}

/** How a head is named: what its stored name is, and what it says of other names. */
export interface StoredName {
  /** The name under which the head is stored: the unique one. */
  readonly name: string
  /** The original name of a soft-deleted character. */
  readonly deletedName: string | null
  /** The stored name that the last write replaced by another name. */
  readonly renamedFrom: string | null
}

/** The head that a change of name starts from. */
export interface NamedHead {
  readonly id: string
  /** The name as it is stored. */
  readonly storedName: string
  /** The name as it is shown: the original one under a tombstone. */
  readonly name: string
  readonly isActive: boolean
}

/** The stored name of a head after the fields in `set` were given to it. */
export function storedNameAfter(head: NamedHead, set: Partial<CharacterRecord>): string {
  const { name, is_active } = set
  const isActive = is_active ?? head.isActive
  const isBuried = !isActive && (is_active === false || isTombstone(head.storedName))
  if (isBuried) return tombstoneOf(head.id, name ?? head.name)
  return name ?? (is_active === undefined ? head.storedName : head.name)
}

/** How a head is named after the fields in `set` were given to it. */
export function nameAfter(head: NamedHead, set: Partial<CharacterRecord>): StoredName {
  const name = set.name ?? head.name
  const storedName = storedNameAfter(head, set)
  const isRename = !isTombstone(head.storedName) && head.storedName !== name
  return {
    name: storedName,
    deletedName: isTombstone(storedName) ? name : null,
    renamedFrom: isRename ? head.storedName : null,
  }
}
