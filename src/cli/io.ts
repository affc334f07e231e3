/** What the command has around it: the process, or what a test gives. */
export interface Io {
  /** Writes what was asked for. */
  out(text: string): void
  /** Writes what is said beside it: errors, progress, questions. */
  err(text: string): void
  readonly env: { readonly [name: string]: string | undefined }
  /** Whether what was asked for is read by a person. */
  readonly isTerminal: boolean
  /** Whether a person can be asked, and shown how far it is. */
  readonly isInteractive: boolean
  /** Asks a question that is answered with yes or no. */
  confirm(question: string): Promise<boolean>
  /** Aborts when the person wants the command to end. */
  readonly signal: AbortSignal
}

/** Called in a way that cannot be meant: exit status 2. */
export class WrongUse extends Error {}

/** Exit statuses. */
export const STATUS = { done: 0, failed: 1, wrongUse: 2, differs: 3 } as const

/** One of them. */
export type Status = (typeof STATUS)[keyof typeof STATUS]
