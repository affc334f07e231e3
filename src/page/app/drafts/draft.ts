import type { FormValue, FormValues } from '../form/field.ts'

/** What a person typed and did not save. */
export interface Draft {
  /** Of the character; for a new one, which has none yet, the address of its form: `#/new`. */
  readonly id: string
  /** Under which the character was opened. */
  readonly name: string
  /** The version that it began from; `null` for a new character. */
  readonly baseVersion: number | null
  /** What the edited fields held then. */
  readonly base: FormValues
  /** What the fields hold that are no longer as they were. */
  readonly edited: FormValues
  /** What was written of both sides of a conflict with a version, by field; `null` where nothing was. */
  readonly together: { readonly version: number; readonly values: FormValues } | null
  /** When it was kept, ISO 8601. */
  readonly at: string
}

/** What the drafts take of the storage of a browser. */
export interface TextStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
  readonly length: number
  key(index: number): string | null
}

/** What is told of each draft, without what is in it. */
export type DraftInfo = Pick<Draft, 'id' | 'name' | 'at'>

/**
 * Keeps drafts in the storage of a browser, apart for each API. What is stored there is judged when it
 * is read, and removed where it is no draft. A storage that fails, or is none, keeps nothing.
 */
export class Drafts {
  readonly #storage: TextStorage | null
  readonly #prefix: string

  /** @param scope the URL of the API */
  constructor(storage: TextStorage | null, scope: string) {
    this.#storage = storage
    // A URL holds no blank, so that none begins with another one and an id.
    this.#prefix = `dramatis draft ${scope} `
  }

  /** `null` where there is none. */
  read(id: string): Draft | null {
    return this.#attempt((storage) => this.#read(storage, this.keyOf(id))) ?? null
  }

  /** @returns whether it is kept: a storage may be full, or refuse in a private window */
  keep({ base, edited, ...draft }: Draft): boolean {
    const before = Object.entries(base).filter(([name]) => Object.hasOwn(edited, name))
    const text = JSON.stringify({ ...draft, base: Object.fromEntries(before), edited })
    return this.#attempt((storage) => storage.setItem(this.keyOf(draft.id), text)) !== null
  }

  /** Forgets a draft. */
  drop(id: string): void {
    this.#attempt((storage) => storage.removeItem(this.keyOf(id)))
  }

  /** All drafts, the last one first. */
  list(): readonly DraftInfo[] {
    const drafts = this.#attempt((storage) =>
      this.#keysIn(storage).flatMap((key) => this.#read(storage, key) ?? []),
    )
    return (drafts ?? [])
      .map(({ id, name, at }) => ({ id, name, at }))
      .sort((a, b) => (a.at < b.at ? 1 : -1))
  }

  #read(storage: TextStorage, key: string): Draft | null {
    const text = storage.getItem(key)
    if (text === null) return null
    const draft = draftOf(text)
    if (draft !== null && this.keyOf(draft.id) === key) return draft
    storage.removeItem(key)
    return null
  }

  #keysIn(storage: TextStorage): readonly string[] {
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index))
    return keys.filter((key) => key !== null).filter((key) => key.startsWith(this.#prefix))
  }

  /** Where a draft is kept: other tabs hear of it by this. */
  keyOf(id: string): string {
    return this.#prefix + id
  }

  /** `null` where the storage fails, as it may at every touch, or there is none. */
  #attempt<T>(act: (storage: TextStorage) => T): T | null {
    try {
      return this.#storage && act(this.#storage)
    } catch {
      return null
    }
  }
}

/** `null` where a text is no draft: it may be of another program, or of a person. */
function draftOf(text: string): Draft | null {
  let draft: Draft
  try {
    draft = JSON.parse(text)
  } catch {
    return null
  }
  const { id, name, baseVersion, base, edited, together, at } = Object(draft) as Draft
  const isDraft =
    typeof id === 'string' &&
    id !== '' &&
    typeof name === 'string' &&
    (baseVersion === null || isVersion(baseVersion)) &&
    areFormValues(base) &&
    areFormValues(edited) &&
    (together === null || (isVersion(together?.version) && areFormValues(together.values))) &&
    typeof at === 'string' &&
    !Number.isNaN(Date.parse(at))
  return isDraft ? { id, name, baseVersion, base, edited, together, at } : null
}

function isVersion(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0
}

function areFormValues(values: unknown): values is FormValues {
  const isObject = typeof values === 'object' && values !== null && !Array.isArray(values)
  return isObject && Object.values(values).every(isFormValue)
}

function isFormValue(value: unknown): value is FormValue {
  if (Array.isArray(value)) return value.every((text) => typeof text === 'string')
  return typeof value === 'string' || typeof value === 'boolean'
}
