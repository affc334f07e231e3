import { describeValue } from '../describe-value.ts'
import { type Authorize, denialOf } from './authorize.ts'
import type { RequestContext } from './context.ts'
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
  const cause = new TypeError(`tenant must give a string or null, got ${describeValue(answer)}`)
  throw new HostFailure('tenant failed', { cause })
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
