import { openParts, ServiceCore } from './service-core.ts'
import { type CharacterServiceOptions, resolveOptions } from './service-options.ts'

/** Options that make a service of a core that is there. Nobody but a service holds one. */
export function optionsOf(core: ServiceCore): Pick<ServiceCore, 'storage'> {
  return core
}

/**
 * The core of a new service.
 *
 * @throws {TypeError} when an option is not usable, naming it
 */
export function coreOf<A extends object, D extends keyof A>(
  options: CharacterServiceOptions<A, D>,
): ServiceCore {
  return options instanceof ServiceCore
    ? options
    : new ServiceCore(openParts(resolveOptions(options)))
}
