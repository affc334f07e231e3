import type { CharacterService } from '../../src/service/character-service.ts'
import type { Mark } from './fleet-worker.ts'

/** What of acknowledged writes is not there as it was acknowledged. */
export interface Losses {
  /** Acknowledged versions that are missing, or hold something else. */
  readonly lost: number
  /** Writes that made more than one version. */
  readonly twice: number
  /** Versions that a history lacks. */
  readonly gaps: number
}

/** Looks every acknowledged write up, in complete histories read from the storage. */
export async function auditWrites(
  service: CharacterService,
  names: readonly string[],
  marks: readonly Mark[],
): Promise<Losses> {
  let [lost, twice, gaps] = [0, 0, 0]
  for (const name of names) {
    const texts = new Map<number, string>()
    for (let before: number | undefined; before !== 1; ) {
      const page = await service.listVersions(name, { before, limit: 1_000 })
      for (const { version_number, personality } of page) texts.set(version_number, personality)
      before = page.at(-1)?.version_number ?? 1
    }
    gaps += Math.max(...texts.keys()) - texts.size
    twice += texts.size - new Set(texts.values()).size
    for (const mark of marks) {
      if (mark.name === name && texts.get(mark.version) !== mark.text) lost++
    }
  }
  return { lost, twice, gaps }
}
