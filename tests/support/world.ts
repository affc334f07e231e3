import type { CachedCharacter } from '../../src/cache/kept-entry.ts'
import type { InvalidationMessage } from '../../src/invalidation/invalidation-bus.ts'
import type { Character } from '../../src/model/character.ts'
import { luna } from './characters.ts'
import type { Random } from './random.ts'

/** What a storage holds under a name. */
export type Head = CachedCharacter

/** A message, and the number of the last change of what its name holds. */
export interface Told {
  readonly message: InvalidationMessage
  readonly seq: number
}

interface State {
  readonly seq: number
  readonly isDeleted: boolean
}

/** Characters that are created, updated, renamed, deleted and restored by another service. */
export class World {
  readonly #names: readonly string[]
  readonly #heads = new Map<string, Head>()
  readonly #changedAt = new Map<string, number>()
  readonly #deleted: Head[] = []
  /** Until which change a character was shown under a name, and whether that change deleted it. */
  readonly #states = new Map<Character, State>()
  #seq = 0

  constructor(names: readonly string[]) {
    this.#names = names
  }

  /** What is stored under a name now. */
  at(name: string): Head | null {
    return this.#heads.get(name) ?? null
  }

  /** The number of the change that made a character, and whether a later one deleted it. */
  stateOf(character: Character): State {
    return this.#states.get(character) ?? { seq: 0, isDeleted: false }
  }

  /** Makes one change; gives the messages a service would send. */
  change(random: Random): readonly Told[] {
    const name = random.pick(this.#names)
    const head = this.#heads.get(name)
    const dice = random.next()
    this.#seq++
    if (head === undefined) {
      const back = dice < 0.5 ? this.#takeDeleted(random) : undefined
      if (back === undefined) return this.#put(name, `id${this.#seq}`, 1)
      const { id, name: former, version_number: version } = back.character
      return this.#put(name, id, former === name ? version : version + 1, former)
    }
    const { id, version_number: version } = head.character
    if (dice < 0.6) return this.#put(name, id, version + 1)
    this.#heads.delete(name)
    this.#changedAt.set(name, this.#seq)
    if (dice < 0.85) return this.#delete(head)
    const free = this.#names.filter((other) => other !== name && !this.#heads.has(other))
    return this.#put(free.length > 0 ? random.pick(free) : name, id, version + 1, name)
  }

  #takeDeleted(random: Random): Head | undefined {
    const [head] = this.#deleted.splice(random.below(Math.max(this.#deleted.length, 1)), 1)
    return head
  }

  #put(name: string, id: string, version: number, former?: string): readonly Told[] {
    const time = new Date(this.#seq).toISOString()
    const character: Character = Object.freeze({
      ...(luna({ name }) as Required<ReturnType<typeof luna>>),
      avatar_url: null,
      voice_settings: null,
      id,
      created_at: time,
      updated_at: time,
      is_active: true,
      version_number: version,
    })
    const head = { name, character, writeId: `w${this.#seq}` }
    this.#heads.set(name, head)
    this.#changedAt.set(name, this.#seq)
    this.#states.set(character, { seq: this.#seq, isDeleted: false })
    return this.#tell(head, former)
  }

  #delete(head: Head): readonly Told[] {
    this.#deleted.push(head)
    const { seq } = this.stateOf(head.character)
    this.#states.set(head.character, { seq, isDeleted: true })
    return this.#tell({ ...head, writeId: `w${this.#seq}` }, undefined)
  }

  #tell({ character, writeId }: Head, former: string | undefined): readonly Told[] {
    const { id, name, version_number: version } = character
    const names = former === undefined || former === name ? [name] : [name, former]
    return names.map((one) => ({
      message: { name: one, id, version, write_id: writeId, origin: 'writer' },
      // Of a restore under another name the old one is told too, which may be another's by now.
      seq: this.#changedAt.get(one) ?? 0,
    }))
  }
}
