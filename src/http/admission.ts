import { describeInvalidLabel, LATEST } from '../model/label.ts'
import type { CharacterOperations } from '../service/character-operations.ts'
import type { RequestContext } from './context.ts'
import type { ResolvedHandlerOptions } from './handler-options.ts'
import { chooseBy, chooseLabel, chooseTenant, chooseView, permit } from './host-failure.ts'
import { labelledView, type Reads } from './labelled-view.ts'
import { single } from './list-query.ts'
import type { Operation } from './path/routes.ts'
import { HttpProblem } from './problem.ts'
import type { TenantContext } from './tenant-choice.ts'
import { TenantServices } from './tenant-services.ts'
import type { View } from './view.ts'

/** What a request that may go on is answered from. */
export interface Admission {
  readonly service: CharacterOperations
  /** What is read of it. */
  readonly reads: Reads
  readonly view: View
  /** By which versions are shown; `null` for the present ones. */
  readonly label: string | null
  /** Whether nothing but what the label shows is there. */
  readonly isLabelled: boolean
  /** Who writes. */
  readonly by: string | undefined
}

const WRITES: ReadonlySet<Operation> = new Set<Operation>([
  'create',
  'update',
  'delete',
  'restore',
  'purge',
  'rollback',
  'setLabel',
  'removeLabel',
])
/** What a label in the query changes. */
const BY_LABEL: ReadonlySet<Operation> = new Set<Operation>(['get', 'list', 'count'])

/**
 * Asks the host of a request: whose characters it is about, what of them is shown, then whether it may
 * go on, and who it is. At once where the host answers at once.
 */
export class Gate<Native> {
  readonly #options: ResolvedHandlerOptions<Native>
  readonly #services: TenantServices
  /** Of mounts that ask nobody: one object for all requests. */
  readonly #open: Admission | null

  constructor(service: CharacterOperations, options: ResolvedHandlerOptions<Native>) {
    this.#options = options
    this.#services = new TenantServices(service)
    const { authorize, view, tenant, label, by } = options
    const asksNobody = authorize === 'public' && typeof view !== 'function'
    const isPlain = asksNobody && !tenant && !label && !by
    this.#open = isPlain
      ? { service, reads: service, view, label: null, isLabelled: false, by: undefined }
      : null
  }

  /**
   * @param query of the request
   * @throws {HttpProblem} 400, 401 or 403 when it may not go on
   * @throws {HostFailure} when a function of the host throws, or answers what cannot be used
   */
  admit(query: string, question: () => TenantContext<Native>): Admission | Promise<Admission> {
    if (this.#open !== null && !maySayLabel(query)) return this.#open
    const asked = withLabel(question(), query)
    const { tenant: choice } = this.#options
    if (choice === undefined) return this.#admitTo(null, asked)
    const tenant = chooseTenant(choice, asked)
    return tenant instanceof Promise
      ? tenant.then((name) => this.#admitTo(name, asked))
      : this.#admitTo(tenant, asked)
  }

  #admitTo(tenant: string | null, question: TenantContext<Native>): Admission | Promise<Admission> {
    const service = this.#services.of(tenant)
    const asked: RequestContext<Native> = { ...question, tenant }
    const label = chooseLabel(this.#options.label, asked)
    if (label !== null) refuseBeyond(label, asked)
    const context = label === null ? asked : { ...asked, label }
    const { authorize } = this.#options
    const permitted = authorize === 'public' || permit(authorize, context)
    if (permitted !== true) {
      return permitted.then(() => this.#enter(service, label, context))
    }
    return this.#enter(service, label, context)
  }

  #enter(
    service: CharacterOperations,
    label: string | null,
    context: RequestContext<Native>,
  ): Admission | Promise<Admission> {
    const { operation } = context
    const by = WRITES.has(operation) ? chooseBy(this.#options.by, context) : undefined
    const asked = BY_LABEL.has(operation) ? context.label : null
    const admitted = {
      service,
      reads: label === null ? service : labelledView(service, label),
      label: label ?? asked,
      isLabelled: label !== null,
      by,
    }
    const view = chooseView(this.#options.view, context)
    return typeof view === 'string'
      ? { ...admitted, view }
      : view.then((one) => ({ ...admitted, view: one }))
  }
}

/** A name may be percent-encoded. */
function maySayLabel(query: string): boolean {
  return query.includes('label') || query.includes('%')
}

/** @throws {HttpProblem} 400 when the query has a label that is none */
function withLabel<Native>(question: TenantContext<Native>, query: string): TenantContext<Native> {
  if (!maySayLabel(query)) return question
  const label = single(new URLSearchParams(query), 'label')
  if (label === undefined || question.label !== null) return question
  const complaint = label === LATEST ? null : describeInvalidLabel(label)
  if (complaint !== null) throw new HttpProblem('INVALID_REQUEST', `label ${complaint}`)
  return { ...question, label }
}

/** What a mount with a label does not do. */
function refuseBeyond<Native>(
  label: string,
  { operation, label: asked }: RequestContext<Native>,
): void {
  if (WRITES.has(operation)) throw new HttpProblem('FORBIDDEN', 'Characters can only be read here')
  if (asked === null || asked === label) return
  throw new HttpProblem('INVALID_REQUEST', 'label is not one that can be asked for here')
}
