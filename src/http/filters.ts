import { describeValue } from '../describe-value.ts'
import { filterKindOf } from '../model/attribute-filter.ts'
import type { AttributeSchemas } from '../model/character-model.ts'
import type { CharacterOperations } from '../service/character-operations.ts'
import { LIST_PARAMETERS } from './list-parameters.ts'

/**
 * The attributes that a query of a list may ask for by name.
 *
 * @throws {TypeError} when one of them is no public attribute of a single value or of an array of them
 */
export function resolveFilters(
  mount: string,
  { model }: CharacterOperations,
  filters: readonly string[] | undefined,
): AttributeSchemas {
  if (filters === undefined) return {}
  if (!Array.isArray(filters)) {
    throw refusal(mount, `must be an array of attribute names, got ${describeValue(filters)}`)
  }
  const schemas = filters.map((name: unknown) => {
    const shown = describeValue(name)
    const schema =
      typeof name === 'string' && model !== undefined && Object.hasOwn(model.attributes, name)
        ? model.attributes[name]
        : undefined
    if (schema === undefined)
      throw refusal(mount, `holds ${shown}, which is no attribute of the model`)
    if (model?.private.includes(String(name))) {
      throw refusal(mount, `holds ${shown}, which is private: a filter would tell what it says`)
    }
    if (LIST_PARAMETERS.has(String(name))) {
      throw refusal(mount, `holds ${shown}, which means something else in the query of a list`)
    }
    if (filterKindOf(schema) === null) {
      throw refusal(mount, `holds ${shown}, which is no single value and no array of them`)
    }
    return [String(name), schema] as const
  })
  return Object.fromEntries(schemas)
}

function refusal(mount: string, reason: string): TypeError {
  return new TypeError(`${mount}: filters ${reason}`)
}
