import type { Character } from '../model/character.ts'
import { allocate, encodeJson } from './bytes.ts'
import { entityTag } from './conditional.ts'
import type { HttpAnswer, HttpHeaders } from './exchange.ts'
import type { View } from './view.ts'

/** One view of a character as it goes over the wire. */
export class WireForm {
  /** Its JSON. */
  readonly bytes: Uint8Array
  /** Its strong entity tag. */
  readonly etag: string
  readonly #cacheControl: string
  #found: HttpAnswer | undefined
  #notModified: HttpAnswer | undefined

  constructor(bytes: Uint8Array, etag: string, cacheControl: string) {
    this.bytes = bytes
    this.etag = etag
    this.#cacheControl = cacheControl
  }

  /** The answer to a read. */
  get found(): HttpAnswer {
    this.#found ??= { status: 200, headers: this.#headers(this.#cacheControl), body: this.bytes }
    return this.#found
  }

  /** The answer to a read by a client that has it already. */
  get notModified(): HttpAnswer {
    this.#notModified ??= {
      status: 304,
      headers: { etag: this.etag, 'cache-control': this.#cacheControl },
      body: null,
    }
    return this.#notModified
  }

  /** The answer to a write. */
  written(): HttpAnswer {
    return { status: 200, headers: this.#headers('no-store'), body: this.bytes }
  }

  #headers(cacheControl: string): HttpHeaders {
    return { ...jsonHeaders(this.bytes, cacheControl), etag: this.etag }
  }
}

/** Headers of a JSON body. */
export function jsonHeaders(bytes: Uint8Array, cacheControl: string): HttpHeaders {
  return {
    'content-type': 'application/json',
    'content-length': String(bytes.length),
    'cache-control': cacheControl,
    'x-content-type-options': 'nosniff',
  }
}

const OPEN = 91
const COMMA = 44
const CLOSE = 93
const MAX_KEPT_LIST = 1_048_576
const MAX_LABELS = 100

/**
 * Keeps what was made of a character beside that very object, and as long as it lives: the cache
 * shares one object between all reads, so a cached read makes nothing.
 */
export class WireForms {
  readonly #forms: Readonly<Record<View, WeakMap<Character, WireForm>>> = {
    safe: new WeakMap(),
    full: new WeakMap(),
  }
  #lastList: { readonly parts: readonly Uint8Array[]; readonly body: Uint8Array }
  readonly #toSafe: (character: Character) => object
  readonly #cacheControl: string
  readonly #label: string | null
  readonly #labelled = new Map<string, WireForms>()

  /**
   * @param toSafe leaves out what the safe view does not show
   * @param label by which these are shown
   */
  constructor(
    toSafe: (character: Character) => object,
    cacheControl: string,
    label: string | null = null,
  ) {
    this.#toSafe = toSafe
    this.#cacheControl = cacheControl
    this.#label = label
    this.#lastList = { parts: [], body: joinArray([]) }
  }

  /** The form of one character. */
  of(character: Character, view: View): WireForm {
    const kept = this.#forms[view].get(character)
    if (kept !== undefined) return kept
    const shown = view === 'full' ? character : this.#toSafe(character)
    const etag = entityTag(character, view, this.#label)
    const form = new WireForm(encodeJson(shown), etag, this.#cacheControl)
    // A service of the host's own may give objects that change.
    if (Object.isFrozen(character)) this.#forms[view].set(character, form)
    return form
  }

  /** The forms of what a label shows. */
  labelled(label: string): WireForms {
    let forms = this.#labelled.get(label)
    if (forms === undefined) {
      if (this.#labelled.size >= MAX_LABELS) this.#labelled.clear()
      forms = new WireForms(this.#toSafe, this.#cacheControl, label)
      this.#labelled.set(label, forms)
    }
    return forms
  }

  /**
   * The JSON array of many, put together from the forms of each. The body of the list before serves
   * again as long as it would hold the very same forms.
   */
  list(characters: readonly Character[], view: View): Uint8Array {
    const parts: Uint8Array[] = []
    for (const character of characters) parts.push(this.of(character, view).bytes)
    const { parts: before, body } = this.#lastList
    if (parts.length === before.length && parts.every((part, i) => part === before[i])) return body
    const joined = joinArray(parts)
    if (joined.length <= MAX_KEPT_LIST) this.#lastList = { parts, body: joined }
    return joined
  }
}

function joinArray(parts: readonly Uint8Array[]): Uint8Array {
  // Brackets around, commas between.
  let length = Math.max(2, parts.length + 1)
  for (const part of parts) length += part.length
  const body = allocate(length)
  let at = 0
  for (const part of parts) {
    body[at] = at === 0 ? OPEN : COMMA
    body.set(part, at + 1)
    at += 1 + part.length
  }
  if (at === 0) body[at++] = OPEN
  body[at] = CLOSE
  return body
}
