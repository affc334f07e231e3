import { READING } from './reading.ts'
import { REFUSALS } from './refusals.ts'
import type { Rule } from './rule.ts'
import { VERSIONS } from './versions.ts'
import { WRITING } from './writing.ts'

/** What is so of a service, and of its clients. */
export const EVERY_RULE: readonly Rule[] = [...WRITING, ...READING, ...VERSIONS, ...REFUSALS]
