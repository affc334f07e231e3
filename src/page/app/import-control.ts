import { freeName, readImport } from './cards/read-import.ts'
import { announceChange, attempt, type Outcome, type Session } from './session.ts'
import { wordsOf } from './state/failure.ts'
import { type ImportItem, importItem, isOpen, nextStep } from './state/importing.ts'
import { Store } from './store.ts'

/** Larger files are no cards. */
const MAX_BYTES = 64 * 1_024 * 1_024
const MAX_FILES = 200

/** Reads files, asks whether their names are taken, and makes characters of them. */
export class ImportControl {
  readonly store: Store<readonly ImportItem[]> = new Store<readonly ImportItem[]>([])
  readonly #session: Session
  #lastId = 0

  constructor(session: Session) {
    this.#session = session
  }

  /** Reads the files that somebody chose or dropped. */
  async add(files: Iterable<File>): Promise<void> {
    for (const file of [...files].slice(0, MAX_FILES)) {
      const reading =
        file.size > MAX_BYTES
          ? { error: 'is larger than 64 MiB' }
          : readImport(file.name, new Uint8Array(await file.arrayBuffer()), this.#session.fields)
      this.#lastId += 1
      const item = importItem(this.#lastId, file.name, reading)
      this.store.change((items) => [...items, item])
      if (item.reading !== null) await this.#ask(item)
    }
  }

  /** Something was chosen for an item. */
  change(id: number, change: Partial<ImportItem>): void {
    this.store.change((items) =>
      items.map((item) => (item.id === id ? { ...item, ...change } : item)),
    )
  }

  remove(id: number): void {
    this.store.change((items) => items.filter((item) => item.id !== id))
  }

  /** Does what was chosen for each of them. One failure fails one. */
  async run(): Promise<void> {
    for (const item of this.store.state.filter(isOpen)) await this.#import(item)
    announceChange(this.#session)
  }

  async #ask(item: ImportItem): Promise<void> {
    const outcome = await attempt(this.#session, 'read this character', () =>
      this.#session.client.findCharacter(item.name),
    )
    if (!outcome.ok) {
      // Who may not look may still try.
      return this.change(item.id, { isTaken: false })
    }
    const isTaken = outcome.value !== null
    this.change(item.id, { isTaken, otherName: isTaken ? freeName(item.name, 2) : item.name })
  }

  async #import(item: ImportItem): Promise<void> {
    const step = nextStep(item)
    const content = item.reading?.input
    if (content === undefined) return
    if (step.kind === 'choose') return this.change(item.id, { problem: 'Choose what to do first' })
    if (step.kind === 'leave') {
      return this.change(item.id, { done: { name: item.name, text: 'Left out' } })
    }
    this.change(item.id, { isBusy: true, problem: null })
    const { kind, name } = step
    const outcome = await (kind === 'create'
      ? this.#create({ ...content, name })
      : this.#append(name, content))
    this.change(item.id, { isBusy: false })
    if (outcome.ok) {
      const text =
        kind === 'create' ? 'Created' : `Saved as version ${outcome.value.version_number}`
      return this.change(item.id, { done: { name: outcome.value.name, text } })
    }
    const { failure } = outcome
    if (failure.kind === 'taken') this.change(item.id, { isTaken: true })
    this.change(item.id, { problem: wordsOf(failure) })
  }

  #create(input: object): Promise<Outcome<Imported>> {
    const { client } = this.#session
    type Input = Parameters<typeof client.createCharacter>[0]
    return attempt(this.#session, 'create characters', () => client.createCharacter(input as Input))
  }

  /** A version of the character that has the name, on top of what it is at this moment. */
  #append(
    name: string,
    { name: _, ...content }: Readonly<Record<string, unknown>>,
  ): Promise<Outcome<Imported>> {
    const { client } = this.#session
    return attempt(this.#session, 'change this character', async () => {
      const { id, version_number } = await client.getCharacter(name)
      const patch = { ...content, id } as object
      return client.updateCharacter(name, patch, { expectedVersion: version_number })
    })
  }
}

interface Imported {
  readonly name: string
  readonly version_number: number
}
