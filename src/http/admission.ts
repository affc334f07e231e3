import type { CharacterOperations } from '../service/character-operations.ts'
import type { RequestContext } from './context.ts'
import type { ResolvedHandlerOptions } from './handler-options.ts'
import { chooseTenant, chooseView, permit } from './host-failure.ts'
import type { TenantContext } from './tenant-choice.ts'
import { TenantServices } from './tenant-services.ts'
import type { View } from './view.ts'

/** What a request that may go on is answered from. */
export interface Admission {
  readonly service: CharacterOperations
  readonly view: View
}

/**
 * Asks the host of a request: whose characters it is about, then whether it may go on, and what it may
 * see. At once where the host answers at once.
 */
export class Gate<Native> {
  readonly #options: ResolvedHandlerOptions<Native>
  readonly #services: TenantServices
  /** Of mounts that ask nobody: one object for all requests. */
  readonly #open: Admission | null

  constructor(service: CharacterOperations, options: ResolvedHandlerOptions<Native>) {
    this.#options = options
    this.#services = new TenantServices(service)
    const { authorize, view, tenant } = options
    const asksNobody = authorize === 'public' && typeof view !== 'function' && !tenant
    this.#open = asksNobody ? { service, view } : null
  }

  /**
   * @throws {HttpProblem} 401 or 403 when it may not go on
   * @throws {HostFailure} when a function of the host throws, or answers what cannot be used
   */
  admit(question: () => TenantContext<Native>): Admission | Promise<Admission> {
    if (this.#open !== null) return this.#open
    const asked = question()
    const { tenant: choice } = this.#options
    if (choice === undefined) return this.#admitTo(null, asked)
    const tenant = chooseTenant(choice, asked)
    return tenant instanceof Promise
      ? tenant.then((name) => this.#admitTo(name, asked))
      : this.#admitTo(tenant, asked)
  }

  #admitTo(tenant: string | null, question: TenantContext<Native>): Admission | Promise<Admission> {
    const service = this.#services.of(tenant)
    const context: RequestContext<Native> = { ...question, tenant }
    const { authorize, view: choice } = this.#options
    const permitted = authorize === 'public' || permit(authorize, context)
    if (permitted !== true) return this.#admitLater(permitted, service, context)
    const view = chooseView(choice, context)
    return typeof view === 'string'
      ? { service, view }
      : view.then((one) => ({ service, view: one }))
  }

  async #admitLater(
    permitted: Promise<true>,
    service: CharacterOperations,
    context: RequestContext<Native>,
  ): Promise<Admission> {
    await permitted
    return { service, view: await chooseView(this.#options.view, context) }
  }
}
