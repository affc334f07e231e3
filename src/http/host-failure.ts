import { describeValue } from '../describe-value.ts'
import { describeInvalidLabel, LATEST } from '../model/label.ts'
import { isWithin } from '../model/limits.ts'
import { MAX_BY } from '../service/arguments.ts'
import { type Authorize, denialOf } from './authorize.ts'
import type { RequestContext } from './context.ts'
import type { ByChoice, LabelChoice } from './label-choice.ts'
import type { HttpProblem } from './problem.ts'
import type { TenantChoice, TenantContext } from './tenant-choice.ts'
import type { View, ViewChoice } from './view.ts'

/** What a function of the host has thrown. Whatever it looks like, it is no fault of the client. */
export class HostFailure extends Error {}

/**
 * Asks the host whether a request may go on: at once where the answer is plainly yes.
 *
 * @throws {HttpProblem} 401 or 403 when it may not
 * @throws {HostFailure} when the host's function throws, or answers what cannot be sent
 */
export function permit<Native>(
  authorize: Authorize<Native>,
  context: RequestContext<Native>,
): true | Promise<true> {
  const decision = ask(authorize, context)
  return decision === true ? true : requirePermission(decision)
}

async function requirePermission(decision: unknown): Promise<true> {
  let denial: HttpProblem | null
  try {
    denial = denialOf(await decision)
  } catch (cause) {
    throw new HostFailure('authorize failed', { cause })
  }
  if (denial !== null) throw denial
  return true
}

/**
 * Asks the host what to show: at once where it answers at once.
 *
 * @throws {HostFailure} when the host's function throws
 */
export function chooseView<Native>(
  choice: View | ViewChoice<Native>,
  context: RequestContext<Native>,
): View | Promise<View> {
  if (typeof choice !== 'function') return choice
  const view = ask(choice, context)
  return view === 'safe' || view === 'full' ? view : awaitView(view)
}

async function awaitView(view: Promise<View>): Promise<View> {
  try {
    return (await view) === 'full' ? 'full' : 'safe'
  } catch (cause) {
    throw new HostFailure('view failed', { cause })
  }
}

/**
 * Asks the host by which label versions are shown.
 *
 * @throws {HostFailure} when the host's function throws, or answers what is no label
 */
export function chooseLabel<Native>(
  choice: string | LabelChoice<Native> | undefined,
  context: RequestContext<Native>,
): string | null {
  if (typeof choice !== 'function') return choice ?? null
  const label: unknown = ask(choice, context)
  if (label === null) return null
  if (label === LATEST || describeInvalidLabel(label) === null) return label as string
  throw unusable('label', 'a label or null', label)
}

/**
 * Asks the host who writes.
 *
 * @throws {HostFailure} when the host's function throws, or answers what cannot be kept
 */
export function chooseBy<Native>(
  choice: ByChoice<Native> | undefined,
  context: RequestContext<Native>,
): string | undefined {
  const by: unknown = choice && ask(choice, context)
  if (by === undefined || by === null) return undefined
  const isKept = typeof by === 'string' && by !== '' && by.isWellFormed() && isWithin(by, MAX_BY)
  if (isKept) return by
  throw unusable('by', `a text of 1 to ${MAX_BY} code points, or null`, by)
}

function unusable(option: string, wanted: string, got: unknown): HostFailure {
  const cause = new TypeError(`${option} must give ${wanted}, got ${describeValue(got)}`)
  return new HostFailure(`${option} failed`, { cause })
}

/**
 * Asks the host whose characters a request is about: at once where it answers at once.
 *
 * @throws {HostFailure} when the host's function throws, or answers what is no name
 */
export function chooseTenant<Native>(
  choice: TenantChoice<Native>,
  context: TenantContext<Native>,
): string | null | Promise<string | null> {
  const tenant = ask(choice, context)
  return isTenant(tenant) ? tenant : awaitTenant(tenant)
}

async function awaitTenant(tenant: Promise<string | null>): Promise<string | null> {
  let answer: unknown
  try {
    answer = await tenant
  } catch (cause) {
    throw new HostFailure('tenant failed', { cause })
  }
  if (isTenant(answer)) return answer
  throw unusable('tenant', 'a string or null', answer)
}

function isTenant(answer: unknown): answer is string | null {
  return typeof answer === 'string' || answer === null
}

function ask<Context, Answer>(question: (context: Context) => Answer, context: Context): Answer {
  try {
    return question(context)
  } catch (cause) {
    throw new HostFailure('a function of the host failed', { cause })
  }
}
