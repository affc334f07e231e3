// The CommonJS declarations are others than those of ES modules: one may meet the other.
import { defineCharacterModel } from 'dramatis'
import { z } from 'zod'

export const model = defineCharacterModel({
  attributes: { mood: z.enum(['calm', 'wild']).default('calm'), backstory: z.string() },
  private: ['backstory'],
})
