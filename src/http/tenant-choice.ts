import type { RequestContext } from './context.ts'

/** What a request is about before it is known whose characters are meant. */
export type TenantContext<Request = unknown> = Omit<RequestContext<Request>, 'tenant'>

/**
 * Says whose characters a request is about: the name of a tenant, or `null` for those of none. What it
 * throws is a 500, and so is what cannot be the name of one.
 */
export type TenantChoice<Request = unknown> = (
  context: TenantContext<Request>,
) => string | null | Promise<string | null>
