import { z } from 'zod'
import { cardAttributes } from '../../../../src/cards/attributes.ts'
import { cardLimits } from '../../../../src/cards/card-limits.ts'
import { defineCharacterModel } from '../../../../src/model/define-character.ts'
import { toJsonSchemas } from '../../../../src/model/json-schema.ts'
import type { JsonObject } from '../../../../src/model/json-value.ts'
import type { FormField } from '../../../../src/page/app/form/field.ts'
import { fieldsOf } from '../../../../src/page/app/form/fields-of.ts'

/** What the document of a service with these attributes says of a new character. */
export function createSchemaOf(attributes: Record<string, z.ZodType> = {}): JsonObject {
  return toJsonSchemas(defineCharacterModel({ attributes })).create
}

/** The field of a form for an attribute. */
export function fieldOf(schema: z.ZodType): FormField {
  const field = fieldsOf(createSchemaOf({ probe: schema })).find(({ name }) => name === 'probe')
  if (field === undefined) throw new Error('the attribute has no field')
  return field
}

/** A field that takes any text. */
export const anyText: FormField = fieldOf(z.string().default(''))

/** The fields of a service that takes cards. */
export const cardFields: readonly FormField[] = fieldsOf(
  toJsonSchemas(
    defineCharacterModel({ attributes: cardAttributes, private: ['card'], limits: cardLimits }),
  ).create,
)

/** Attributes of every kind that hosts have. */
export const ATTRIBUTES: Readonly<Record<string, z.ZodType>> = {
  text: z.string().default(''),
  bounded: z.string().min(2).max(5).default('ab'),
  nullable: z.string().min(1).nullable().default(null),
  url: z.url().nullable().default(null),
  date: z.iso.date().nullable().default(null),
  urlOrNone: z.union([z.url(), z.literal('')]).default(''),
  choice: z.enum(['calm', 'wild']).default('calm'),
  choiceOrNull: z.enum(['calm', 'wild']).nullable().default(null),
  choiceOrEmpty: z.enum(['', 'wild']).default(''),
  choiceOrEmptyOrNull: z.enum(['', 'wild']).nullable().default(null),
  numbers: z.literal([1, 2, 3.5]).default(1),
  mixed: z.literal([1, '1', true]).default(1),
  literals: z.union([z.literal('a'), z.literal(1), z.null()]).default(null),
  literal: z.literal('only').default('only'),
  integer: z.int().min(0).max(200).nullable().default(null),
  number: z.number().default(0.5),
  inside: z.number().gt(0).lt(1).nullable().default(null),
  flag: z.boolean().default(false),
  flagOrNull: z.boolean().nullable().default(null),
  list: z.array(z.string()).default([]),
  listOrNull: z
    .array(z.enum(['red', 'blue']))
    .max(3)
    .nullable()
    .default(null),
  listOfNumbers: z.array(z.number()).default([]),
  listOfMaybe: z.array(z.string().nullable()).default([]),
  pair: z.tuple([z.string(), z.string()]).default(['a', 'b']),
  object: z.object({ a: z.string(), b: z.number().optional() }).nullable().default(null),
  record: z.record(z.string(), z.json()).default({}),
  json: z.json().default(null),
  either: z.union([z.string(), z.number()]).default(''),
}
