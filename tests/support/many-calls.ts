import type { CharacterService } from '../../src/service/character-service.ts'
import { luna } from './characters.ts'
import { codeOf } from './error-codes.ts'

/** The characters that {@link startManyCalls} works on. */
export interface Cast {
  readonly names: readonly string[]
  /** Ids of deleted characters. */
  readonly deleted: readonly string[]
}

/** How a call ended, and after how long. */
export interface TimedEnd {
  readonly kind: string
  /** `done`, or the code of the error. */
  readonly end: string
  readonly ms: number
}

const CAST = 10

/** Makes characters for every kind of call to work on. */
export async function makeCast(service: CharacterService): Promise<Cast> {
  const names = Array.from({ length: CAST }, (_, i) => `cast ${i}`)
  const deleted: string[] = []
  for (const name of names) {
    await service.createCharacter(luna({ name }))
    await service.updateCharacter(name, { personality: 'second' })
    const { id } = await service.createCharacter(luna({ name: `gone ${name}` }))
    await service.deleteCharacter(`gone ${name}`)
    deleted.push(id)
  }
  return { names, deleted }
}

/** Every kind of call; most are writes of the first character, one queued behind the other. */
const CALLS: readonly [
  kind: string,
  share: number,
  start: (service: CharacterService, cast: Cast, i: number) => Promise<unknown>,
][] = [
  ['update', 300, (s, { names: [name = ''] }) => s.updateCharacter(name, { personality: 'calm' })],
  ['edit', 200, (s, { names: [name = ''] }) => s.editCharacter(name, () => ({ traits: [] }))],
  ['get', 100, (s, { names }, i) => s.getCharacter(names[i % CAST] ?? '')],
  ['find', 50, (s, _cast, i) => s.findCharacter(`absent ${i}`)],
  ['list', 50, (s) => s.listCharacters({ limit: 10 })],
  ['create', 50, (s, _cast, i) => s.createCharacter(luna({ name: `late ${i}` }))],
  ['delete', 50, (s, { names }, i) => s.deleteCharacter(names[1 + (i % (CAST - 1))] ?? '')],
  ['restore', 50, (s, { deleted }, i) => s.restoreCharacter(deleted[i % CAST] ?? '')],
  ['purge', 50, (s, { deleted }, i) => s.purgeCharacter(deleted[i % CAST] ?? '')],
  ['versions', 50, (s, { names }, i) => s.listVersions(names[i % CAST] ?? '')],
  ['rollback', 50, (s, { names }, i) => s.rollbackCharacter(names[i % CAST] ?? '', 1)],
]

/** Starts 1,000 calls of every kind at once, and times each of them. */
export function startManyCalls(service: CharacterService, cast: Cast): Promise<TimedEnd[]> {
  const ends: Promise<TimedEnd>[] = []
  for (const [kind, share, start] of CALLS) {
    for (let i = 0; i < share; i++) {
      const startedAt = performance.now()
      const end = start(service, cast, i).then(() => 'done', codeOf)
      ends.push(end.then((told) => ({ kind, end: told, ms: performance.now() - startedAt })))
    }
  }
  return Promise.all(ends)
}
