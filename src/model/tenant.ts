import { CharacterValidationError } from '../errors.ts'
import { canonicalName } from './name.ts'

/** What the stored names of all tenants begin with. No valid name holds a slash. */
export const TENANTS = 'tenants/'

const TENANT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const PLACE = /^tenants\/[A-Za-z0-9][A-Za-z0-9._-]{0,63}\//

/** @throws {CharacterValidationError} when it cannot be the name of a tenant */
export function checkTenant(tenant: unknown): asserts tenant is string {
  if (typeof tenant === 'string' && TENANT.test(tenant)) return
  const message = "must be 1 to 64 of A-Z a-z 0-9 '.' '_' '-', and begin with a letter or a digit"
  throw new CharacterValidationError([{ path: ['tenant'], message }])
}

/** What the stored names of a tenant begin with; `''` for characters of none. */
export function placeOfTenant(tenant: string | null | undefined): string {
  return tenant == null ? '' : `${TENANTS}${tenant}/`
}

/** What a stored name begins with beside the name itself: the place of its tenant, or nothing. */
export function placeOf(storedName: string): string {
  // Most names are of no tenant: the pattern is not asked for them.
  return storedName.startsWith(TENANTS) ? (PLACE.exec(storedName)?.[0] ?? '') : ''
}

/**
 * The tenant whose character has this stored name; `null` where it is of none.
 *
 * @example
 * ```ts
 * tenantOf('tenants/acme/luna') // 'acme'
 * tenantOf('luna') // null
 * ```
 *
 * @category Tenants
 */
export function tenantOf(storedName: string): string | null {
  return placeOf(storedName).slice(TENANTS.length, -1) || null
}

/** A stored name without the place of its tenant: the name that is shown. */
export function plainName(storedName: string): string {
  return storedName.slice(placeOf(storedName).length)
}

/**
 * A stored name in canonical form.
 *
 * @throws {CharacterNameInvalidError} when it is none
 */
export function canonicalStoredName(storedName: string): string {
  const place = placeOf(storedName)
  return place + canonicalName(storedName.slice(place.length))
}
