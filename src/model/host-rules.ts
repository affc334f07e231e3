import type { CharacterIssue } from '../errors.ts'
import type { JsonObject } from './json-value.ts'

/** The host's own rules, whose answer no type can be sure of. */
export type HostRules = (next: never, previous: never) => unknown

/**
 * The rules of a host that answer with issues, always.
 *
 * They throw a TypeError where the host's answer is a promise or holds something else.
 */
export function checkedRules(
  validate: HostRules,
): (...given: Parameters<HostRules>) => readonly CharacterIssue[] {
  return (next, previous) => issuesOf(validate(next, previous))
}

function issuesOf(answer: unknown): readonly CharacterIssue[] {
  if (answer === undefined || answer === null) return []
  if (typeof Object(answer).then === 'function') {
    // It is given up: what it rejects with must not end the process.
    Promise.resolve(answer).catch(() => {})
    throw misuse('must be synchronous, got a promise')
  }
  if (!Array.isArray(answer)) {
    throw misuse(`must return an array of issues or nothing, got ${typeof answer}`)
  }
  return answer.map(toIssue)
}

function toIssue(given: unknown): CharacterIssue {
  const { path, message } = Object(given) as JsonObject
  const isPath =
    Array.isArray(path) && path.every((key) => typeof key === 'string' || typeof key === 'number')
  if (isPath && typeof message === 'string') return { path, message }
  throw misuse("must return issues like { path: ['mood'], message: 'must not be wild' }")
}

function misuse(reason: string): TypeError {
  return new TypeError(`defineCharacterModel: validate ${reason}`)
}
