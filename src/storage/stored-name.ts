import type { CharacterRecord } from './character-storage.ts'

/** What the stored name of a soft-deleted character begins with. No valid name holds a slash. */
export const TOMBSTONE_PREFIX = 'deleted/'

/** The least name after all tombstones: `0` is the character after `/`. */
export const AFTER_TOMBSTONES = 'deleted0'

/** The stored name of a soft-deleted character: its own name is free for others. */
export function tombstoneOf(id: string): string {
  return TOMBSTONE_PREFIX + id
}

/** Whether a stored name is that of a soft-deleted character. */
export function isTombstone(name: string): boolean {
  return name.startsWith(TOMBSTONE_PREFIX)
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

/** How a head is named after the fields in `set` were given to it. */
export function nameAfter(head: NamedHead, set: Partial<CharacterRecord>): StoredName {
  const name = set.name ?? head.name
  const wasTombstone = isTombstone(head.storedName)
  const isActive = set.is_active ?? head.isActive
  const isBuried = !isActive && (set.is_active === false || wasTombstone)
  const isUntouched = set.name === undefined && set.is_active === undefined
  const storedName = isBuried ? tombstoneOf(head.id) : isUntouched ? head.storedName : name
  const isRename = !wasTombstone && head.storedName !== name
  return {
    name: storedName,
    deletedName: isBuried || (isUntouched && wasTombstone) ? name : null,
    renamedFrom: isRename ? head.storedName : null,
  }
}
