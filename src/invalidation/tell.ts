import type { Logger } from '../logger.ts'

/** Warns the host. A logger that throws does not end a bus. */
export function tell(logger: Logger | undefined, message: string, meta: object): void {
  try {
    logger?.warn(message, meta)
  } catch {
    // Nobody is left to be told.
  }
}
