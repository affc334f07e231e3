import type { CharacterResponse } from '../model/character.ts'
import { keepRecent } from '../model/keep-recent.ts'
import type { Call } from './call.ts'
import { send } from './send.ts'

const MAX_KEPT = 500

/** Reads one character; one that is kept need not be sent again. */
export function readCharacter<C extends CharacterResponse>(
  call: Call<C>,
  path: string,
): Promise<C> {
  const kept = call.kept.get(path)
  const headers = kept && { 'if-none-match': kept.etag }
  return send(call, { path, headers }, (content, answer) => {
    const isHit = kept !== undefined && answer.status === 304
    const character = isHit ? kept.character : call.one(content, answer)
    const etag = answer.headers.get('etag')
    if (call.cache && etag !== null) {
      call.counts[isHit ? 'hits' : 'misses']++
      // Those that were used longest ago go first.
      keepRecent(call.kept, path, { etag, character }, MAX_KEPT)
    }
    return character
  })
}
