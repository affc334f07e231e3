import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { JsonObject } from '../../../../src/model/json-value.ts'
import type { FormField } from '../../../../src/page/app/form/field.ts'
import { COMMON_FIELDS, fieldsOf } from '../../../../src/page/app/form/fields-of.ts'
import { toFormValue } from '../../../../src/page/app/form/form-value.ts'
import { ATTRIBUTES, cardFields, createSchemaOf, fieldOf } from './fields.ts'

function named(fields: readonly FormField[], name: string): FormField | undefined {
  return fields.find((field) => field.name === name)
}

describe('the fields of every character', () => {
  const fields = fieldsOf(createSchemaOf())

  test('come in the order of the schema, with readable titles', () => {
    expect(fields.map(({ title }) => title)).toEqual([
      ...['Name', 'Display name', 'Personality', 'System prompt', 'Traits', 'Avatar URL'],
      'Voice settings',
    ])
  })

  test('are edited as what they hold', () => {
    expect(fields.map(({ kind }) => kind)).toEqual([
      ...['line', 'line', 'text', 'text', 'list', 'line', 'json'],
    ])
    expect(fields.filter(({ isRequired }) => isRequired).map(({ name }) => name)).toEqual([
      ...['name', 'display_name', 'personality', 'system_prompt', 'traits'],
    ])
  })

  test('tell their bounds', () => {
    expect(named(fields, 'name')).toMatchObject({ minLength: 1, maxLength: 100, isNullable: false })
    expect(named(fields, 'traits')).toMatchObject({ maxItems: 100, minLength: 1, maxLength: 200 })
    expect(named(fields, 'avatar_url')).toMatchObject({ isNullable: true, maxLength: 2048 })
    expect(named(fields, 'avatar_url')?.description).toContain('absolute http or https URL')
  })

  test('are known without a document', () => {
    const shape = ({ name, title, kind, isRequired, isNullable, initial }: FormField): object => ({
      ...{ name, title, kind, isRequired, isNullable, initial },
    })
    expect(COMMON_FIELDS.map(shape)).toEqual(fields.map(shape))
  })
})

describe('an attribute', () => {
  test.each([
    [z.string().default(''), { kind: 'text', initial: '', minLength: 0 }],
    [z.string().max(250).default('x'), { kind: 'line', initial: 'x', maxLength: 250 }],
    [z.string().max(251).default('x'), { kind: 'text' }],
    [z.string().nullable().default(null), { kind: 'text', isNullable: true, minLength: 1 }],
    [z.enum(['a', 'b']).default('a'), { kind: 'choice', choices: ['a', 'b'], initial: 'a' }],
    [
      z.enum(['a', 'b']).nullable().default(null),
      { kind: 'choice', isNullable: true, initial: '' },
    ],
    [z.literal([1, 2]).default(2), { kind: 'choice', choices: ['1', '2'], values: [1, 2] }],
    [z.literal([1, '1']).default(1), { kind: 'json', initial: '1' }],
    [ATTRIBUTES.literals, { kind: 'choice', choices: ['a', '1'], isNullable: true }],
    [ATTRIBUTES.choiceOrEmptyOrNull, { kind: 'json', initial: '' }],
    [ATTRIBUTES.urlOrNone, { kind: 'text', minLength: 0 }],
    [z.boolean().default(true), { kind: 'switch', initial: true }],
    [z.boolean().nullable().default(null), { kind: 'choice', choices: ['true', 'false'] }],
    [z.int().gt(0).lt(9).default(1), { kind: 'number', isInteger: true, minimum: 1, maximum: 8 }],
    [z.int().default(1), { kind: 'number', minimum: null, maximum: null, initial: '1' }],
    [z.number().gt(0).default(1), { kind: 'number', isInteger: false, minimum: null }],
    [z.array(z.string().max(9)).max(3).default([]), { kind: 'list', maxItems: 3, maxLength: 9 }],
    [ATTRIBUTES.listOrNull, { kind: 'list', choices: ['red', 'blue'], initial: '' }],
    [z.array(z.int()).default([]), { kind: 'json', initial: '[]', choices: null }],
    [z.array(z.string().nullable()).default([]), { kind: 'json' }],
    [ATTRIBUTES.pair, { kind: 'json' }],
    [ATTRIBUTES.object, { kind: 'json', isNullable: true, initial: '' }],
    [ATTRIBUTES.json, { kind: 'json' }],
    [ATTRIBUTES.either, { kind: 'json', initial: '""' }],
  ] as const)('is edited as what it is: %#', (schema, expected) => {
    expect(fieldOf(schema as z.ZodType)).toMatchObject(expected)
  })

  test('has the title and the description that the host gave it', () => {
    const meta = { title: 'Her mood', description: 'How she speaks' }
    expect(fieldOf(z.enum(['calm']).nullable().default(null).meta(meta))).toMatchObject(meta)
    expect(fieldOf(z.enum(['calm']).meta(meta).nullable().default(null))).toMatchObject(meta)
    expect(fieldOf(z.string().default('').meta({ title: ' ' })).title).toBe('Probe')
  })

  test('of cards has a text of many lines', () => {
    expect(named(cardFields, 'card')).toMatchObject({ kind: 'text', title: 'Card' })
    expect(named(cardFields, 'greetings')).toMatchObject({ kind: 'list' })
    expect(named(cardFields, 'post_history_instructions')?.title).toBe('Post history instructions')
  })

  test('of nothing known is edited as JSON', () => {
    const properties: JsonObject = {
      ...{ a: true, b: null, c: [], d: {}, e: { $ref: '#/x' }, f: { allOf: [{ type: 'string' }] } },
      ...{ g: { type: 'unheard-of' }, h: { anyOf: [] }, i: { type: [] }, j: { enum: [] } },
      ...{ k: { type: ['string', 'number'] }, l: { enum: [{}] }, m: { const: null } },
    }
    expect(fieldsOf({ properties }).map(({ kind }) => kind)).toEqual(Array(13).fill('json'))
  })

  test('that nobody may set is left out', () => {
    expect(fieldsOf({ properties: { id: { type: 'string', readOnly: true } } })).toEqual([])
  })
})

test('no schema makes it throw', () => {
  const keyword = fc.constantFrom(
    ...['type', 'enum', 'const', 'anyOf', 'oneOf', 'items', 'default', 'title', 'maxLength'],
    ...['pattern', 'minimum', 'prefixItems', '__proto__', 'readOnly'],
  )
  const word = fc.constantFrom('string', 'number', 'array', 'boolean', 'null', '[', '\ud800')
  const { schema } = fc.letrec((tie) => ({
    schema: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(word, fc.jsonValue({ maxDepth: 1 })),
      fc.dictionary(keyword, tie('schema')),
      fc.array(tie('schema'), { maxLength: 3 }),
    ),
  }))
  fc.assert(
    fc.property(fc.dictionary(fc.string(), schema), fc.jsonValue(), (properties, value) => {
      const fields = fieldsOf({ properties, required: schema } as unknown as JsonObject)
      for (const field of fields) toFormValue(field, value)
    }),
  )
})
