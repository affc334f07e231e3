import type { RequestContext } from './context.ts'

/** Says by request which label's versions are shown; `null` for the present ones. */
export type LabelChoice<Request = unknown> = (context: RequestContext<Request>) => string | null

/** Says by request who writes; `null` where nobody is known. */
export type ByChoice<Request = unknown> = (context: RequestContext<Request>) => string | null
