import { z } from 'zod'
import { cardAttributes, cardLimits } from '../../../../src/cards.ts'
import { defineCharacterModel } from '../../../../src/model/define-character.ts'

/** A host's model with attributes of every kind that the page knows a field for. */
export const CAST_MODEL = defineCharacterModel({
  attributes: {
    ...cardAttributes,
    mood: z
      .enum(['calm', 'wild', 'sad'])
      .default('calm')
      .meta({ title: 'Mood', description: 'How the character feels when a chat begins.' }),
    temperature: z
      .number()
      .min(0)
      .max(2)
      .default(0.7)
      .meta({ title: 'Temperature', description: 'How freely the model chooses its words.' }),
    // Without a title: the page makes one of the name.
    max_words: z.int().min(1).max(4_000).default(200),
    speaks_first: z.boolean().default(false).meta({ title: 'Speaks first' }),
    languages: z.array(z.string().max(40)).max(20).default([]).meta({ title: 'Languages' }),
    backstory: z.string().max(5_000).default('').meta({ title: 'Backstory' }),
    born: z.string().max(40).nullable().default(null).meta({ title: 'Born' }),
    lore: z
      .record(z.string(), z.array(z.string()))
      .default({})
      .meta({ title: 'Lore', description: 'What the character knows, by topic.' }),
  },
  private: ['card', 'backstory'],
  // What only the server can tell.
  validate: ({ personality, lore }) => [
    ...(personality.includes('language model')
      ? [{ path: ['personality'], message: 'must not fall out of the role' }]
      : []),
    ...(Object.hasOwn(lore, 'secret')
      ? [{ path: ['lore', 'secret'], message: 'is not to be told' }]
      : []),
  ],
  limits: { ...cardLimits, systemPrompt: 500_000 },
})
