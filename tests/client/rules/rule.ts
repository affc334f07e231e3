import type { CharacterResponse } from '../../../src/model/character.ts'
import type { CharacterMethods } from '../../../src/service/character-operations.ts'

/** The attributes of the characters that the rules are about; `secret` is private. */
export type RuleAttributes = {
  readonly mood: 'calm' | 'wild'
  readonly level: number | null
  readonly tags: readonly string[]
  readonly secret: string
}

/** A service, or a client of one, in either view. */
export type Operations = CharacterMethods<
  RuleAttributes,
  keyof RuleAttributes,
  CharacterResponse & RuleAttributes
>

/** One thing that is so of a service and of its clients. */
export interface Rule {
  readonly title: string
  /** Finds out something: what it gives, or throws, is the same for all. */
  readonly run: (operations: Operations) => Promise<unknown>
  /** What is so over HTTP instead, by design: the name of an error, and its code where it has one. */
  readonly overHttp?: string
  /** What is so in the safe view instead: the name of an error, or what is found out. */
  readonly inSafeView?: string | { readonly found: unknown }
}

/** What came of it, as JSON. */
export interface Outcome {
  readonly value?: unknown
  readonly error?: { readonly name: string; readonly [fact: string]: unknown }
}

const FACTS = ['code', 'issues', 'expected', 'actual', 'version', 'reason', 'characterName']

/** Lets a rule find out, and tells what came of it. */
export async function outcomeOf({ run }: Rule, operations: Operations): Promise<Outcome> {
  try {
    return { value: plain(await run(operations)) }
  } catch (error) {
    const thrown = Object(error) as { readonly name: string; readonly message: string }
    const facts = FACTS.flatMap((fact) =>
      fact in thrown ? [[fact, Reflect.get(thrown, fact)]] : [],
    )
    const { name, message } = thrown
    // What a bug of this library would be called is said differently by every engine.
    const told = name === 'TypeError' ? {} : { message }
    return { error: { name, ...told, ...(plain(Object.fromEntries(facts)) as object) } }
  }
}

/** `TypeError`, `CharacterHttpError FORBIDDEN`. */
export function briefly({ value, error }: Outcome): string {
  if (error === undefined) return `gave ${JSON.stringify(value)}`
  return error.code === undefined ? error.name : `${error.name} ${error.code}`
}

/** What the safe view shows of it. */
export function safely(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(safely)
  if (typeof value !== 'object' || value === null) return value
  const hidden = 'version_number' in value ? ['system_prompt', 'secret'] : []
  const entries = Object.entries(value).filter(([field]) => !hidden.includes(field))
  return Object.fromEntries(entries.map(([field, part]) => [field, safely(part)]))
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

/** A valid character. */
export function named(name: string, fields: Partial<RuleInput> = {}): RuleInput {
  return {
    name,
    display_name: name.toUpperCase(),
    personality: `The one named ${name}`,
    system_prompt: `You are ${name}.`,
    traits: ['kind'],
    ...fields,
  }
}

type RuleInput = Parameters<Operations['createCharacter']>[0]

/** Any input at all: what types forbid, programs in JavaScript do. */
export function untyped<T>(value: unknown): T {
  return value as T
}

/** Everything that comes. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
