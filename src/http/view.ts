import type { RequestContext } from './context.ts'

/** How much of a character is answered: without `system_prompt` and private attributes, or all of it. */
export type View = 'safe' | 'full'

/** Chooses by request. What is not `full` is `safe`; what it throws is a 500. */
export type ViewChoice<Request = unknown> = (
  context: RequestContext<Request>,
) => View | Promise<View>
