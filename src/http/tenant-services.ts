import type { CharacterOperations } from '../service/character-operations.ts'
import { HostFailure } from './host-failure.ts'

const MAX_KEPT = 1_000

/** The services of tenants. Those that were asked for last are kept: they know the spellings of names. */
export class TenantServices {
  readonly #service: CharacterOperations
  readonly #kept = new Map<string, CharacterOperations>()

  constructor(service: CharacterOperations) {
    this.#service = service
  }

  /** @throws {HostFailure} when it cannot be the name of a tenant */
  of(tenant: string | null): CharacterOperations {
    if (tenant === null) return this.#service
    const kept = this.#kept.get(tenant)
    if (kept !== undefined) return kept
    try {
      const service = this.#service.forTenant?.(tenant)
      if (service === undefined) throw new TypeError('service.forTenant gave no service')
      if (this.#kept.size >= MAX_KEPT) this.#kept.clear()
      this.#kept.set(tenant, service)
      return service
    } catch (cause) {
      throw new HostFailure('tenant failed', { cause })
    }
  }
}
