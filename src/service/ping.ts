import { describeValue } from '../describe-value.ts'
import type { CallOptions } from './arguments.ts'
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
  const { timeoutMs = core.options.timeoutMs } = options
  if (!(typeof timeoutMs === 'number' && timeoutMs >= 1)) {
    throw new TypeError(
      `timeoutMs must be a number of milliseconds of at least 1, got ${describeValue(timeoutMs)}`,
    )
  }
  const { storage } = core
  await performInTime(
    core,
    options,
    (call) => call.ask<unknown>((o) => storage.ping?.(o) ?? storage.list({ ...o, limit: 1 })),
    Math.min(timeoutMs, core.options.timeoutMs),
  )
}
