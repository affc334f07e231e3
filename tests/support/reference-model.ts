import type { Character, CharacterCreate, CharacterUpdate } from '../../src/model/character.ts'

/** What a call comes to: what it gives, or the error it rejects with. */
export type Outcome = { readonly value: unknown } | { readonly error: object }

/** A personality that the rule of the host refuses. */
export const FORBIDDEN = 'forbidden'

interface Kept {
  active: boolean
  head: Character
  readonly history: Map<number, Character>
}

/**
 * What a service should do, told in the simplest way: everything in maps, nothing at the same time,
 * nothing cached. Names are given in canonical form.
 */
export class ReferenceModel {
  readonly #kept = new Map<string, Kept>()
  readonly #keepVersions: number
  readonly #now: () => string

  constructor(keepVersions: number, now: () => string) {
    this.#keepVersions = keepVersions
    this.#now = now
  }

  /** @param id the one that the service gave, or `null` when it refused */
  create(name: string, input: CharacterCreate, id: string | null): Outcome {
    if (input.personality === FORBIDDEN) return refused()
    if (this.#active(name)) return taken(name)
    const now = this.#now()
    const head = {
      avatar_url: null,
      voice_settings: null,
      ...input,
      id: id ?? 'the service should have given one',
      name,
      created_at: now,
      updated_at: now,
      is_active: true,
      version_number: 1,
    } as Character
    this.#kept.set(head.id, { active: true, head, history: new Map() })
    return { value: head }
  }

  get(name: string): Outcome {
    const kept = this.#active(name)
    return kept ? { value: kept.head } : notFound(name)
  }

  update(name: string, patch: CharacterUpdate, expected?: number): Outcome {
    return this.#write(name, expected, (kept) => {
      if ((patch.personality ?? kept.head.personality) === FORBIDDEN) return refused()
      const holder = patch.name === undefined ? undefined : this.#active(patch.name)
      if (holder && holder !== kept) return taken(patch.name ?? '')
      return this.#supersede(kept, patch as Partial<Character>)
    })
  }

  rollback(name: string, version: number, expected?: number): Outcome {
    return this.#write(name, expected, (kept) => {
      const outcome = this.#version(kept, version)
      if ('error' in outcome) return outcome
      const { name: _then, ...content } = outcome.value as Character
      const changes = content.personality !== kept.head.personality
      if (content.personality === FORBIDDEN && changes) return refused()
      return this.#supersede(kept, content)
    })
  }

  delete(name: string, expected?: number): Outcome {
    return this.#write(name, expected, (kept) => {
      kept.active = false
      kept.head = { ...kept.head, is_active: false }
      return { value: kept.head }
    })
  }

  restore(id: string, name?: string): Outcome {
    const kept = this.#deleted(id)
    if (!kept) return notFound(id)
    const target = name ?? kept.head.name
    if (this.#active(target)) return taken(target)
    kept.active = true
    kept.head = { ...kept.head, is_active: true }
    return target === kept.head.name
      ? { value: kept.head }
      : this.#supersede(kept, { name: target })
  }

  purge(id: string): Outcome {
    if (!this.#deleted(id)) return notFound(id)
    this.#kept.delete(id)
    return { value: undefined }
  }

  getVersion(name: string, version: number): Outcome {
    const kept = this.#active(name)
    return kept ? this.#version(kept, version) : notFound(name)
  }

  listVersions(name: string, limit: number, before = Number.POSITIVE_INFINITY): Outcome {
    const kept = this.#active(name)
    if (!kept) return notFound(name)
    const all = [kept.head, ...[...kept.history.values()].reverse()]
    const page = all.filter(({ version_number: n }) => n < before && n >= this.#oldest(kept))
    return { value: page.slice(0, limit) }
  }

  list(): readonly Character[] {
    const active = [...this.#kept.values()].filter((kept) => kept.active)
    return active.map(({ head }) => head).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  listDeleted(): readonly Character[] {
    const deleted = [...this.#kept.values()].filter((kept) => !kept.active)
    return deleted.map(({ head }) => head).sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  #write(name: string, expected: number | undefined, write: (kept: Kept) => Outcome): Outcome {
    const kept = this.#active(name)
    if (!kept) return notFound(name)
    const actual = kept.head.version_number
    if (expected !== undefined && expected !== actual) {
      return { error: { code: 'CHARACTER_VERSION_CONFLICT', expected, actual } }
    }
    return write(kept)
  }

  #supersede(kept: Kept, change: Partial<Character>): Outcome {
    const { head } = kept
    kept.history.set(head.version_number, head)
    const { created_at } = head
    const version_number = head.version_number + 1
    const updated_at = this.#now()
    kept.head = { ...head, ...change, created_at, is_active: true, version_number, updated_at }
    return { value: kept.head }
  }

  #version(kept: Kept, version: number): Outcome {
    const { name, version_number } = kept.head
    if (version === version_number) return { value: kept.head }
    const missing = version > version_number ? 'never' : 'pruned'
    if (missing === 'never' || version < this.#oldest(kept)) {
      return { error: { code: 'CHARACTER_VERSION_NOT_FOUND', version, reason: missing } }
    }
    return { value: kept.history.get(version) ?? `${name} ${version} is lost` }
  }

  #oldest({ head }: Kept): number {
    return head.version_number - this.#keepVersions + 1
  }

  #active(name: string): Kept | undefined {
    return [...this.#kept.values()].find(({ active, head }) => active && head.name === name)
  }

  #deleted(id: string): Kept | undefined {
    const kept = this.#kept.get(id)
    return kept?.active === false ? kept : undefined
  }
}

function notFound(key: string): Outcome {
  return { error: { code: 'CHARACTER_NOT_FOUND', key } }
}

function taken(characterName: string): Outcome {
  return { error: { code: 'CHARACTER_ALREADY_EXISTS', characterName } }
}

function refused(): Outcome {
  return { error: { code: 'CHARACTER_VALIDATION' } }
}
