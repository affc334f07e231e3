import type { CharacterResponse } from '../model/character.ts'
import { checkSignal } from '../service/arguments.ts'
import { onAbort } from '../service/until-aborted.ts'
import type { Call, ClientParts } from './call.ts'
import { CharacterHttpError, unknownOutcome } from './http-error.ts'

/**
 * Runs one call: to its end in time, and while its caller wants it, whatever the work does then.
 *
 * @param wish the caller's own signal
 * @throws {TypeError} when it is no signal; its reason when it is aborted
 */
export async function inTime<C extends CharacterResponse, T>(
  client: ClientParts<C>,
  wish: AbortSignal | undefined,
  work: (call: Call<C>) => Promise<T>,
): Promise<T> {
  checkSignal(wish)
  wish?.throwIfAborted()
  const { timeoutMs } = client
  const controller = new AbortController()
  const { signal } = controller
  const endsAt = performance.now() + timeoutMs
  const call: Call<C> = { ...client, signal, endsAt, isWriting: false }
  const forget = wish && onAbort(wish, () => controller.abort(wish.reason))
  const timer = setTimeout(() => {
    const message = `The answer took longer than ${timeoutMs} ms`
    const late = new CharacterHttpError(0, 'TIMEOUT', message)
    controller.abort(call.isWriting ? unknownOutcome(late) : late)
  }, timeoutMs)
  try {
    return await new Promise<T>((resolve, reject) => {
      onAbort(signal, () => reject(signal.reason))
      work(call).then(resolve, reject)
    })
  } finally {
    clearTimeout(timer)
    forget?.()
    controller.abort()
  }
}

/**
 * Waits; for ever where the call ends before.
 *
 * @returns `false` at once when there is not so much time left
 */
export async function pause(
  { signal, endsAt }: Pick<Call, 'signal' | 'endsAt'>,
  ms: number,
): Promise<boolean> {
  if (performance.now() + ms >= endsAt) return false
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    onAbort(signal, () => clearTimeout(timer))
  })
  return true
}
