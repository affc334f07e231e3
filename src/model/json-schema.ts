import { z } from 'zod'
import type { CharacterModel } from './character-model.ts'
import type { JsonObject } from './json-value.ts'

/** The schemas of a model as JSON Schema (draft 2020-12), as OpenAPI 3.1 takes them. */
export interface ModelJsonSchemas {
  readonly character: JsonObject
  readonly create: JsonObject
  readonly update: JsonObject
  readonly response: JsonObject
}

/** Says in JSON Schema what the schemas of a model say. */
export function toJsonSchemas(model: CharacterModel<object, never, never>): ModelJsonSchemas {
  return {
    character: toJsonSchema(model.character, 'output'),
    create: toJsonSchema(model.create, 'input'),
    update: toJsonSchema(model.update, 'input'),
    response: toJsonSchema(model.response, 'output'),
  }
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return json as JsonObject
}
