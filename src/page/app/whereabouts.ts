import type { CharacterClient } from '../../client/character-client.ts'
import { isCharacterError } from '../../errors.ts'
import type { Gone } from './state/editing.ts'

/** More characters than so many are not looked through. */
const MOST = 10_000

/** Finds out what became of a character that is no longer under its name. */
export async function whereabouts(client: CharacterClient, id: string): Promise<Gone> {
  const deleted = await deletedOne(client, id)
  if (deleted !== undefined) return deleted
  let seen = 0
  // Who was renamed was changed a moment ago.
  for await (const character of client.iterateCharacters({ sort: '-updated_at' })) {
    const { name, display_name: displayName } = character
    if (character.id === id) return { kind: 'renamed', displayName, name }
    seen += 1
    if (seen >= MOST) break
  }
  return { kind: 'lost' }
}

async function deletedOne(client: CharacterClient, id: string): Promise<Gone | undefined> {
  try {
    const page = await client.listDeletedCharacters({ limit: 1_000, ...startAt(id) })
    const found = page.find((one) => one.id === id)
    if (found === undefined) return undefined
    const { display_name: displayName, deleted_at: at, deleted_by: by } = found
    return { kind: 'deleted', displayName, at: at === null ? null : String(at), by }
  } catch (error) {
    // Who may not see deleted characters may still see where it is now.
    if (isCharacterError(error) || Object(error).code === 'FORBIDDEN') return undefined
    throw error
  }
}

/** Where deleted characters are listed from, so that this one is the first: they come by their ids. */
function startAt(id: string): { readonly limit?: number; readonly after?: string } {
  if (!/^[0-9a-f]{24}$/.test(id)) return {}
  const before = BigInt(`0x${id}`) - 1n
  return before < 0n ? {} : { limit: 1, after: before.toString(16).padStart(24, '0') }
}
