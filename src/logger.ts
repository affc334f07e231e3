/**
 * Where the library tells what it did. `console` and winston fit as they are; wrap pino in
 * {@link fromPino}, whose arguments come the other way round.
 *
 * @category Logging
 */
export interface Logger {
  /** Reads, one line each. */
  debug(message: string, meta: object): void
  /** Writes, one line each. */
  info(message: string, meta: object): void
  /** Failed operations, and what a person should look at. */
  warn(message: string, meta: object): void
  /** The original error behind each 500 of a mount. */
  error(message: string, meta: object): void
  /** Never present: keeps a bare pino logger from compiling. Wrap it in `fromPino(logger)`. */
  readonly bindings?: never
}

/**
 * The part of a pino logger that is used.
 *
 * @category Logging
 */
export interface PinoLogger {
  /** As {@link Logger.debug}, the other way round. */
  debug(meta: object, message: string): void
  /** As {@link Logger.info}, the other way round. */
  info(meta: object, message: string): void
  /** As {@link Logger.warn}, the other way round. */
  warn(meta: object, message: string): void
  /** As {@link Logger.error}, the other way round. */
  error(meta: object, message: string): void
}

/**
 * Turns a pino logger into a {@link Logger}.
 *
 * @example
 * ```ts
 * const service = new CharacterService({ storage, logger: fromPino(pino()) })
 * ```
 *
 * @category Logging
 */
export function fromPino(logger: PinoLogger): Logger {
  return {
    debug: (message, meta) => logger.debug(meta, message),
    info: (message, meta) => logger.info(meta, message),
    warn: (message, meta) => logger.warn(meta, message),
    error: (message, meta) => logger.error(meta, message),
  }
}

/** Tells the host. A logger that throws, or rejects, fails nothing: nobody is left to be told. */
export function tell(
  logger: Logger | undefined,
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  meta: object,
): void {
  const told = async (): Promise<void> => logger?.[level](message, meta)
  told().catch(() => {})
}
