import { z } from 'zod'

/** What the rules need of the library: of the sources, or of the build. */
export type Library = Pick<
  typeof import('../../../src/index.ts'),
  'CharacterService' | 'defineCharacterModel' | 'memoryStorage'
>

/** The model of the rules. */
export function ruleModelOf({ defineCharacterModel }: Library) {
  return defineCharacterModel({
    attributes: {
      mood: z.enum(['calm', 'wild']).default('calm'),
      level: z.number().nullable().default(null),
      tags: z.array(z.string()).default([]),
      secret: z.string().default(''),
    },
    private: ['secret'],
  })
}

/** A service that makes the same ids and times each time it is made. */
export function ruleServiceOf(library: Library) {
  const { CharacterService, memoryStorage } = library
  let ids = 0
  return new CharacterService({
    storage: memoryStorage({ keepVersions: 10 }),
    model: ruleModelOf(library),
    generateId: () => (++ids).toString(16).padStart(24, '0'),
    // Time passes with writes alone, so that it does not tell how often anybody looked at it.
    now: () => Date.UTC(2026, 0, 1) + ids * 1_000,
  })
}
