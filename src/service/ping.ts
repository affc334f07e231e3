import { type CallOptions, checkTimeout } from './arguments.ts'
import { performInTime } from './perform.ts'
import type { ServiceCore } from './service-core.ts'

/**
 * Options of `ping`.
 *
 * @category Service
 */
export interface PingOptions extends CallOptions {
  /**
   * How long to wait for the answer, in milliseconds, at least 1; never longer than the `timeoutMs` of
   * the service.
   *
   * @default the `timeoutMs` of the service
   */
  readonly timeoutMs?: number | undefined
}

/** Asks the storage, never the cache, whether it answers. */
export async function ping(core: ServiceCore, options: PingOptions = {}): Promise<void> {
  const timeoutMs = checkTimeout(options.timeoutMs, core.timeoutMs)
  const { storage } = core
  await performInTime(
    core,
    options,
    (call) => call.ask<unknown>((o) => storage.ping?.(o) ?? storage.list({ ...o, limit: 1 })),
    timeoutMs,
  )
}
