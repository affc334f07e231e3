import { baseSchemas } from './base-schemas.ts'
import type { CharacterModel } from './character-model.ts'
import { CONTENT_FIELDS } from './fields.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { SEARCHED_FIELDS } from './searchable.ts'

/**
 * A model without attributes: what a service uses that was given none. Not made by
 * `defineCharacterModel`, which who defines nothing need not carry.
 */
export const defaultModel: CharacterModel = /* @__PURE__ */ Object.freeze({
  .../* @__PURE__ */ baseSchemas(CONTENT_FIELDS),
  defaults: /* @__PURE__ */ Object.freeze({}),
  attributes: /* @__PURE__ */ Object.freeze({}),
  private: /* @__PURE__ */ Object.freeze([]),
  searchable: SEARCHED_FIELDS,
  limits: DEFAULT_LIMITS,
  validate: undefined,
})
