import { openParts, ServiceCore } from './service-core.ts'
import { type CharacterServiceOptions, resolveOptions } from './service-options.ts'

const derived = new WeakMap<object, ServiceCore>()

/** Options that make a service of a core that is there. */
export function optionsOf(core: ServiceCore): { readonly storage: ServiceCore['storage'] } {
  const options = { storage: core.storage }
  derived.set(options, core)
  return options
}

/**
 * The core of a new service.
 *
 * @throws {TypeError} when an option is not usable, naming it
 */
export function coreOf<A extends object, D extends keyof A>(
  options: CharacterServiceOptions<A, D>,
): ServiceCore {
  return derived.get(Object(options)) ?? new ServiceCore(openParts(resolveOptions(options)))
}
