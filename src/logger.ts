/**
 * Where the library tells what it did. `console` and winston fit as they are; wrap pino in
 * {@link fromPino}, whose arguments come the other way round.
 */
export interface Logger {
  debug(message: string, meta: object): void
  info(message: string, meta: object): void
  warn(message: string, meta: object): void
  error(message: string, meta: object): void
  /** Never present: keeps a bare pino logger from compiling. Wrap it in `fromPino(logger)`. */
  readonly bindings?: never
}

/** The part of a pino logger that is used. */
export interface PinoLogger {
  debug(meta: object, message: string): void
  info(meta: object, message: string): void
  warn(meta: object, message: string): void
  error(meta: object, message: string): void
}

/**
 * Turns a pino logger into a {@link Logger}.
 *
 * @example
 * ```ts
 * const service = new CharacterService({ storage, logger: fromPino(pino()) })
 * ```
 */
export function fromPino(logger: PinoLogger): Logger {
  return {
    debug: (message, meta) => logger.debug(meta, message),
    info: (message, meta) => logger.info(meta, message),
    warn: (message, meta) => logger.warn(meta, message),
    error: (message, meta) => logger.error(meta, message),
  }
}
