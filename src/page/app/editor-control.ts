import { beginNew } from './begin-new.ts'
import type { FormValue, FormValues } from './form/field.ts'
import type { Choice } from './merge/merge-fields.ts'
import { announceChange, attempt, type Outcome, type Session, say } from './session.ts'
import { draftOf, reopen } from './state/drafting.ts'
import {
  chosen,
  discarded,
  type Editing,
  editedFields,
  failed,
  isAsWritten,
  outgoing,
  overtaken,
  refused,
  type Stored,
  saved,
  saving,
  settled,
  storedOf,
  typed,
} from './state/editing.ts'
import type { Failure } from './state/failure.ts'
import { Store } from './store.ts'
import { whereabouts } from './whereabouts.ts'

const KEEP_AFTER_MS = 400

type Content = Readonly<Record<string, unknown>>

/** Writes one character: keeps what is typed, sends it, and finds out what became of it. */
export class EditorControl {
  readonly store: Store<Editing>
  readonly #session: Session
  /** Under which a new character is kept while it is not saved. */
  readonly #newId: string
  #note = ''
  #pause: ReturnType<typeof setTimeout> | undefined

  private constructor(session: Session, state: Editing, newId = '') {
    this.#session = session
    this.#newId = newId
    this.store = new Store(state)
  }

  /** A stored character, with what was not saved the last time. */
  static of(session: Session, character: object): EditorControl {
    const stored = storedOf(session.fields, character)
    const draft = session.drafts.read(stored.id)
    return new EditorControl(session, reopen(session.fields, stored, draft))
  }

  /**
   * A new one, with what was not saved the last time.
   *
   * @param id under which that is kept
   * @param given what it begins with
   */
  static blank(session: Session, id: string, given: FormValues): EditorControl {
    const draft = session.drafts.read(id)
    return new EditorControl(session, reopen(session.fields, null, draft, given), id)
  }

  /** What only a draft tells of: the character itself is no longer under its name. */
  static async astray(session: Session, name: string): Promise<EditorControl | null> {
    const kept = session.drafts.list().find((one) => one.name === name)
    const draft = kept && session.drafts.read(kept.id)
    if (!draft) return null
    const stored: Stored = {
      id: draft.id,
      name,
      displayName: String(draft.edited.display_name ?? name),
      version: draft.baseVersion ?? 1,
      updatedAt: draft.at,
      values: draft.base,
      showsPrompt: true,
      character: {},
    }
    const control = new EditorControl(session, reopen(session.fields, stored, draft))
    await control.#lookAround(stored)
    return control
  }

  get state(): Editing {
    return this.store.state
  }

  /** Whether anything is not saved. */
  get isDirty(): boolean {
    return editedFields(this.state).length > 0
  }

  /** Something was typed or chosen. It is kept in this browser a moment later. */
  type(field: string, value: FormValue): void {
    this.store.change((state) => typed(state, field, value))
    this.#keepSoon()
  }

  /** Why it is written: goes along with what is saved. */
  get note(): string {
    return this.#note
  }

  set note(text: string) {
    this.#note = text
  }

  /** Keeps what is not saved, at once. */
  keep(): void {
    clearTimeout(this.#pause)
    const { drafts } = this.#session
    const id = this.state.stored?.id ?? this.#newId
    const draft = draftOf(id, this.state, new Date().toISOString())
    const isKept = draft === null || drafts.keep(draft)
    if (draft === null) drafts.drop(id)
    this.store.change((state) => (state.isKept === isKept ? state : { ...state, isKept }))
  }

  #keepSoon(): void {
    clearTimeout(this.#pause)
    this.#pause = setTimeout(() => this.keep(), KEEP_AFTER_MS)
  }

  /** Goes back to what is stored. */
  discard(): void {
    this.store.change(discarded)
    this.keep()
  }

  choose(field: string, choice: Choice): void {
    this.store.change((state) => chosen(state, field, choice))
    this.#keepSoon()
  }

  /** Leaves a conflict as it is, and goes on writing. */
  leaveConflict(): void {
    this.store.change((state) => ({ ...state, conflict: null }))
  }

  /** Saves what was chosen in a conflict, on top of what the others wrote. */
  async saveChosen(): Promise<Stored | null> {
    const state = settled(this.state)
    if (state === null) return null
    this.store.change(() => state)
    this.keep()
    return this.isDirty ? this.save() : this.#done(state.stored)
  }

  /** Sends what is not saved. @returns what is stored now, or nothing where that is not settled */
  async save(): Promise<Stored | null> {
    const { state } = this
    if (state.save.kind === 'saving') return null
    const content = outgoing(this.#session.fields, state)
    if (!content.ok) {
      this.store.change((now) => refused(now, content.problems))
      return null
    }
    if (state.stored !== null && !this.isDirty) return state.stored
    this.keep()
    this.store.change(saving)
    const outcome = await this.#send(state.stored, content.content)
    if (outcome.ok) return this.#done(storedOf(this.#session.fields, outcome.value))
    return this.#resolve(state.stored, content.content, outcome.failure)
  }

  /** Makes a deleted character active again, and saves what was written on top of it. */
  async restoreAndSave(): Promise<Stored | null> {
    const { stored } = this.state
    if (stored === null) return null
    const outcome = await attempt(this.#session, 'restore characters', () =>
      this.#session.client.restoreCharacter(stored.id),
    )
    if (outcome.ok) announceChange(this.#session)
    // Where its answer was lost it may be back all the same.
    else if (!['unknown', 'absent'].includes(outcome.failure.kind)) {
      return this.#fail(outcome.failure)
    }
    return this.goOn(outcome.ok ? outcome.value.name : stored.name)
  }

  /** Goes on with the character under the name that it has now. */
  async goOn(name: string): Promise<Stored | null> {
    const outcome = await this.#read(name)
    const isIt = outcome.ok && outcome.value.id === this.state.stored?.id
    if (isIt) return this.#meet(storedOf(this.#session.fields, outcome.value))
    return this.#fail(outcome.ok ? { kind: 'absent' } : outcome.failure)
  }

  /** What was written becomes a character of its own; what it was written for is left alone. */
  becomeNew(): void {
    const { stored, values } = this.state
    if (stored === null) return
    beginNew(this.#session, stored.name, values)
    this.#session.drafts.drop(stored.id)
    // Nothing is left of it here that would be kept again.
    this.store.change(discarded)
  }

  /** Someone else's state of it: a conflict where both changed it, else what is written is saved. */
  async #meet(theirs: Stored): Promise<Stored | null> {
    const before = this.state.stored?.version
    this.store.change((state) => ({ ...state, gone: null, save: { kind: 'idle' } }))
    if (theirs.version !== before) {
      this.store.change((state) => overtaken(this.#session.fields, state, theirs))
      if (this.state.conflict !== null) return null
    } else {
      this.store.change((state) => ({ ...state, stored: theirs }))
    }
    return this.isDirty ? this.save() : this.#done(theirs)
  }

  #done(stored: Stored | null): Stored | null {
    if (stored === null) return null
    const wasNew = this.state.stored === null
    this.store.change((state) => saved(state, stored))
    if (wasNew) this.#session.drafts.drop(this.#newId)
    this.#note = ''
    this.keep()
    announceChange(this.#session)
    return stored
  }

  async #send(stored: Stored | null, content: Content): Promise<Outcome<Content>> {
    const { client } = this.#session
    const note = this.#note.trim() || undefined
    if (stored === null) {
      return attempt(this.#session, 'create characters', () =>
        call(
          client.createCharacter(content as Parameters<typeof client.createCharacter>[0], { note }),
        ),
      )
    }
    // Its id goes along: another character of this name is none of this text's.
    const patch = { ...content, id: stored.id } as object
    return attempt(this.#session, 'change this character', () =>
      call(client.updateCharacter(stored.name, patch, { note, expectedVersion: stored.version })),
    )
  }

  /** Not saved, as it seems: finds out what is there instead. */
  async #resolve(sentFor: Stored | null, sent: Content, failure: Failure): Promise<Stored | null> {
    const isOfAnother =
      failure.kind === 'invalid' && failure.issues.some(({ path }) => path[0] === 'id')
    if (sentFor !== null && (failure.kind === 'absent' || isOfAnother)) {
      return this.#lookAround(sentFor)
    }
    const isOpen = ['overtaken', 'unknown', 'trouble', 'taken'].includes(failure.kind)
    const name = sentFor?.name ?? String(sent.name)
    const found = isOpen ? await this.#read(name) : null
    if (sentFor === null) return this.#resolveNew(found, failure)
    if (found?.ok && found.value.id === sentFor.id) {
      const theirs = storedOf(this.#session.fields, found.value)
      if (theirs.version !== sentFor.version) return this.#compare(theirs)
    } else if (found?.ok || (found !== null && !found.ok && found.failure.kind === 'absent')) {
      return this.#lookAround(sentFor)
    }
    return this.#fail(failure)
  }

  /** The name is taken: by this very character, where the answer to its creation was lost. */
  #resolveNew(found: Outcome<Content> | null, failure: Failure): Stored | null {
    if (found?.ok) {
      const stored = storedOf(this.#session.fields, found.value)
      if (isAsWritten(stored, this.state.values)) return this.#done(stored)
      if (failure.kind === 'unknown') return this.#fail({ kind: 'taken' })
    }
    return this.#fail(failure)
  }

  #compare(theirs: Stored): Stored | null {
    this.store.change((state) => overtaken(this.#session.fields, state, theirs))
    return this.state.conflict === null ? this.#done(theirs) : null
  }

  #fail(failure: Failure): null {
    this.store.change((state) => failed(state, failure))
    return null
  }

  async #lookAround(stored: Stored): Promise<null> {
    const outcome = await attempt(this.#session, 'look for it', () =>
      whereabouts(this.#session.client, stored.id),
    )
    if (!outcome.ok) {
      say(this.#session, 'bad', 'It is no longer there. Your text still is.')
      return this.#fail(outcome.failure)
    }
    this.store.change((state) => ({ ...state, gone: outcome.value, save: { kind: 'idle' } }))
    return null
  }

  #read(name: string): Promise<Outcome<Content>> {
    const { client } = this.#session
    return attempt(this.#session, 'read this character', () => call(client.getCharacter(name)))
  }
}

async function call(promise: Promise<object>): Promise<Content> {
  return (await promise) as Content
}
