import type { z } from 'zod'
import { describeValue } from '../describe-value.ts'
import { checkOptions, type KnownOptions } from '../known-options.ts'
import { checkAttributeSchema } from './attribute-schema.ts'
import type { AttributeSchemas } from './character-model.ts'
import { CONTENT_FIELDS, SYSTEM_FIELDS } from './fields.ts'
import { checkedRules, type HostRules } from './host-rules.ts'
import type { CharacterLimits } from './limits.ts'
import { checkLimits } from './model-limits.ts'
import { attributeBounds, type CopyBounds, complaintAboutKey } from './plain-json.ts'
import { RESERVED_FIELDS } from './reserved-fields.ts'
import { checkSearchable } from './searchable.ts'

/** The options of a model, checked and complete. */
export interface ModelOptions {
  readonly attributes: AttributeSchemas
  readonly private: readonly string[]
  readonly searchable: readonly string[]
  readonly limits: CharacterLimits
  readonly validate: HostRules | undefined
}

type Loose = { readonly [option: string]: unknown }

const OPTIONS: KnownOptions<ModelOptions> = {
  attributes: true,
  private: true,
  searchable: true,
  limits: true,
  validate: true,
}

/**
 * Looks at everything that types cannot hold a host to.
 *
 * @throws {TypeError} with a sentence that says what to do
 */
export function checkModelOptions(options: unknown): ModelOptions {
  if (!isObject(options)) throw refusal(`options must be an object, got ${describeValue(options)}`)
  checkOptions('defineCharacterModel', options, OPTIONS)
  const { attributes = {}, private: hidden = [], searchable, validate } = options
  const count = isObject(attributes) ? Object.keys(attributes).length : 0
  const limits = checkLimits(options.limits, count)
  const schemas = checkAttributes(attributes, attributeBounds(limits))
  const secrets = checkPrivate(hidden, schemas)
  return {
    attributes: schemas,
    limits,
    private: secrets,
    searchable: checkSearchable(searchable, schemas, secrets),
    validate: checkValidate(validate),
  }
}

function checkAttributes(attributes: unknown, bounds: CopyBounds): AttributeSchemas {
  if (isSchema(attributes)) {
    throw refusal('attributes must be an object of zod schemas, got a schema: pass its .shape')
  }
  if (!isObject(attributes)) {
    throw refusal(`attributes must be an object of zod schemas, got ${describeValue(attributes)}`)
  }
  const schemas: [string, z.core.$ZodType][] = Object.entries(attributes).map(([name, schema]) => {
    checkAttributeName(name)
    if (!isSchema(schema)) {
      throw refusal(
        `attribute '${name}' must be a schema of zod 4, got ${describeValue(schema)}: import { z } from 'zod', version 4`,
      )
    }
    checkAttributeSchema(name, schema, bounds)
    return [name, schema]
  })
  return Object.freeze(Object.fromEntries(schemas))
}

function checkAttributeName(name: string): void {
  if (Object.hasOwn(SYSTEM_FIELDS, name) || Object.hasOwn(CONTENT_FIELDS, name)) {
    throw refusal(`'${name}' is a field of every character: choose another attribute name`)
  }
  const complaint = complaintAboutAttributeName(name)
  if (complaint !== null) {
    throw refusal(`'${name}' cannot name an attribute, ${complaint}: choose another attribute name`)
  }
}

function complaintAboutAttributeName(name: string): string | null {
  if (RESERVED_FIELDS.has(name)) return 'the library keeps it for itself'
  // The storage and the issues of errors name fields by paths.
  if (name.includes('.')) return "it must not hold '.'"
  // Where none is stored, it would still be found.
  return complaintAboutKey(name) ?? (name in Object.prototype ? 'every object has it' : null)
}

function checkPrivate(hidden: unknown, attributes: AttributeSchemas): readonly string[] {
  if (!Array.isArray(hidden)) {
    throw refusal(`private must be an array of attribute names, got ${describeValue(hidden)}`)
  }
  const stranger: unknown = hidden.find((name) => !Object.hasOwn(attributes, name))
  if (stranger !== undefined) {
    throw refusal(
      `private holds ${describeValue(stranger)}, which is no attribute: name attributes of this model`,
    )
  }
  return Object.freeze([...hidden])
}

function checkValidate(validate: unknown): ModelOptions['validate'] {
  if (validate === undefined) return undefined
  if (typeof validate === 'function') return checkedRules(validate as HostRules)
  throw refusal(`validate must be a function, got ${describeValue(validate)}`)
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSchema(value: unknown): value is z.core.$ZodType {
  return isObject(value) && '_zod' in value
}

function refusal(sentence: string): TypeError {
  return new TypeError(`defineCharacterModel: ${sentence}`)
}
