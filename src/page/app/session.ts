import { type CharacterClient, createCharacterClient } from '../../client/character-client.ts'
import { Drafts } from './drafts/draft.ts'
import type { FormField } from './form/field.ts'
import { COMMON_FIELDS, fieldsOf } from './form/fields-of.ts'
import { type Failure, failureOf, wordsOf } from './state/failure.ts'
import type { Tone } from './state/save-words.ts'
import { Store } from './store.ts'

/** Something that was done, or could not be, said to everybody: on the screen and by screen readers. */
export interface Notice {
  readonly id: number
  readonly tone: Tone
  readonly text: string
}

/** What all screens work with. */
export interface Session {
  readonly title: string
  /** By which characters are published. */
  readonly label: string
  readonly client: CharacterClient
  readonly fields: readonly FormField[]
  /** Whether the server told of its fields. */
  readonly isDescribed: boolean
  readonly drafts: Drafts
  /** What the server has refused to this person, by what it is called. */
  readonly refused: Store<ReadonlySet<string>>
  readonly notices: Store<readonly Notice[]>
  readonly isOnline: Store<boolean>
  /** Raised when a character may have changed: lists look again. */
  readonly changes: Store<number>
}

const MAX_NOTICES = 4
let lastNotice = 0

/** Learns what the server has to say of itself, and begins. */
export async function startSession(): Promise<Session> {
  const url = new URL('..', location.href).href
  const schema = await describedSchema(`${url}-/openapi.json`)
  return {
    title: document.title,
    label: metaContent('dramatis-label') ?? 'production',
    // The safe view is what either view shows at least; what more there is comes along.
    client: createCharacterClient({ url }),
    fields: schema === null ? COMMON_FIELDS : fieldsOf(schema),
    isDescribed: schema !== null,
    drafts: new Drafts(storageOf(), url),
    refused: new Store<ReadonlySet<string>>(new Set()),
    notices: new Store<readonly Notice[]>([]),
    isOnline: onlineStore(),
    changes: new Store(0),
  }
}

type Schema = Parameters<typeof fieldsOf>[0]

/** The schema of a new character; `null` where the server does not tell it to this person. */
async function describedSchema(url: string): Promise<Schema | null> {
  try {
    const answer = await fetch(url, { headers: { accept: 'application/json' } })
    const { components } = (await answer.json()) as {
      readonly components?: { readonly schemas?: { readonly CharacterCreate?: Schema } }
    }
    return components?.schemas?.CharacterCreate ?? null
  } catch {
    return null
  }
}

function metaContent(name: string): string | undefined {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content
}

/** `null` where the browser keeps nothing for this page. */
function storageOf(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}

function onlineStore(): Store<boolean> {
  const store = new Store(navigator.onLine)
  for (const type of ['online', 'offline']) {
    addEventListener(type, () => store.change(() => navigator.onLine))
  }
  return store
}

/** Says something to everybody at the page. */
export function say({ notices }: Session, tone: Tone, text: string): void {
  lastNotice += 1
  const notice = { id: lastNotice, tone, text }
  notices.change((all) => [...all.filter((one) => one.text !== text), notice].slice(-MAX_NOTICES))
}

/** Takes a notice away. */
export function dismiss({ notices }: Session, id: number): void {
  notices.change((all) => all.filter((one) => one.id !== id))
}

/** Whatever shows characters looks again. */
export function announceChange({ changes }: Session): void {
  changes.change((n) => n + 1)
}

/** The title of a field of characters. */
export function titleOf({ fields }: Session, name: string): string {
  return fields.find((field) => field.name === name)?.title ?? name
}

/** What came of something that a person asked for. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure }

/**
 * Does something on the server. What is refused to this person is remembered, so that its control says
 * so from now on.
 *
 * @param action what it is called, such as `delete characters`
 */
export async function attempt<T>(
  session: Session,
  action: string,
  act: () => Promise<T>,
): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await act() }
  } catch (error) {
    const failure = failureOf(error)
    if (failure.kind === 'forbidden') {
      session.refused.change((all) => new Set(all).add(action))
      say(session, 'bad', refusalWords(action))
    }
    return { ok: false, failure }
  }
}

/** As `attempt`, and says what went wrong. */
export async function attemptAloud<T>(
  session: Session,
  action: string,
  act: () => Promise<T>,
): Promise<T | undefined> {
  const outcome = await attempt(session, action, act)
  if (outcome.ok) return outcome.value
  sayFailure(session, action, outcome.failure)
  return undefined
}

/** Says what went wrong, unless `attempt` has. */
export function sayFailure(session: Session, action: string, failure: Failure): void {
  if (failure.kind !== 'forbidden') say(session, 'bad', `Could not ${action}. ${wordsOf(failure)}`)
}

/** That something is refused. */
export function refusalWords(action: string): string {
  return `You may not ${action}.`
}
