import type { CharacterResponse } from '../model/character.ts'
import type { CallOptions } from '../service/arguments.ts'
import type { ServiceStats } from '../service/service-stats.ts'
import type { ResolvedClientOptions } from './client-options.ts'
import type { Reader } from './shown-character.ts'

/** What all calls of one client share. */
export interface ClientParts<C extends CharacterResponse> extends ResolvedClientOptions {
  /** Reads a character. */
  readonly one: Reader<C>
  /** The last answers by path, and the tags that ask whether they still hold. */
  readonly kept: Map<string, { readonly etag: string; readonly character: C }>
  /** As a service counts: a read that nobody had to answer in full is a hit. */
  readonly counts: { -readonly [Count in Exclude<keyof ServiceStats, 'entries'>]: number }
}

/** One call of a client: what its requests share. */
export interface Call<C extends CharacterResponse = CharacterResponse> extends ClientParts<C> {
  /** Aborted at the end in time, when the caller gives up, and when the call is done. */
  readonly signal: AbortSignal
  /** The end in time, on the clock of `performance`. */
  readonly endsAt: number
  /** Whether a write is under way, so that nobody knows what became of it. */
  isWriting: boolean
}

/** Runs one call, within its time. What the work throws at once is a rejection too. */
export type Perform<C extends CharacterResponse> = <T>(
  options: CallOptions | undefined,
  work: (call: Call<C>) => Promise<T>,
) => Promise<T>
