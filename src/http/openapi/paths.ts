import type { JsonObject } from '../../model/json-value.ts'
import { type Describe, operationsOf } from './describe.ts'
import { describeHistory } from './history-paths.ts'
import {
  answer,
  CONDITION_FAILED,
  COUNT,
  character,
  DELETED,
  FROM_ELSEWHERE,
  HEALTHY,
  ID,
  IF_MATCH,
  IF_NONE_MATCH,
  LABEL,
  list,
  message,
  NO_IF_MATCH,
  NOT_MODIFIED,
  NOTE,
  name,
  PAGE,
  problem,
  REPRESENTATION,
  SEARCH,
  SORT,
  STRICT,
  unavailable,
} from './parts.ts'

/** The paths below a base, each method with all its answers. */
export function describePaths(
  base: string,
  mayRefuse: boolean,
  filters: readonly JsonObject[],
): { readonly [path: string]: JsonObject } {
  const describe = operationsOf(mayRefuse)
  const invalidQuery = { 400: problem('A query, a limit or a cursor that is none') }
  return {
    [base === '' ? '/' : base]: {
      get: describe('list', 'Lists active characters, by name unless sort says another order', {
        parameters: [...SEARCH, SORT, LABEL, ...filters, ...PAGE, STRICT],
        answers: { 200: list(), ...invalidQuery },
      }),
      post: describe('create', 'Creates a character', {
        parameters: [NOTE],
        body: 'CharacterCreate',
        answers: { 200: character(), 400: problem('Invalid data, or a name that is taken') },
      }),
    },
    [`${base}/{name}`]: describeCharacter(describe),
    ...describeHistory(base, describe),
    ...describeDeleted(base, describe),
    [`${base}/-/count`]: {
      get: describe('count', 'Counts the characters that a list with this query would show', {
        parameters: [...SEARCH, ...filters, STRICT],
        answers: { 200: answer('How many', COUNT), ...invalidQuery },
      }),
    },
    [`${base}/-/openapi.json`]: {
      get: describe('openapi', 'This document', {
        answers: { 200: answer('OpenAPI 3.1', { type: 'object' }) },
      }),
    },
    [`${base}/-/health`]: {
      get: describe('health', 'Tells whether the storage answers', {
        answers: { 200: answer('It does', HEALTHY), 503: unavailable() },
      }),
    },
  }
}

function describeCharacter(describe: Describe): JsonObject {
  const invalid = { 400: problem('Invalid name or data'), 404: problem('No such character') }
  const conflict = { 412: problem('Not the character or version of If-Match') }
  const refused = { 412: CONDITION_FAILED }
  return {
    get: describe('get', 'Reads a character', {
      parameters: [name(), LABEL, IF_MATCH, IF_NONE_MATCH],
      answers: { 200: character(), 304: NOT_MODIFIED, ...invalid, ...conflict },
    }),
    put: describe('update', 'Changes the fields it names', {
      parameters: [name(), NOTE, IF_MATCH, IF_NONE_MATCH],
      body: 'CharacterUpdate',
      answers: { 200: character(), ...invalid, ...refused, 409: problem('Another version_number') },
    }),
    delete: describe('delete', 'Soft-deletes a character', {
      parameters: [name(), NOTE, IF_MATCH, IF_NONE_MATCH, REPRESENTATION],
      answers: { 200: DELETED, ...invalid, ...refused },
    }),
  }
}

function describeDeleted(
  base: string,
  describe: Describe,
): { readonly [path: string]: JsonObject } {
  const absent = { 400: problem('Invalid id or data'), 404: problem('No such deleted character') }
  const conflict = { 412: problem('If-Match does not apply here') }
  return {
    [`${base}/-/deleted`]: {
      get: describe('listDeleted', 'Lists deleted characters by id', {
        parameters: PAGE,
        answers: { 200: list('DeletedCharacter'), 400: problem('A limit or cursor that is none') },
      }),
    },
    [`${base}/-/deleted/{id}`]: {
      delete: describe('purge', 'Removes a deleted character for ever', {
        parameters: [ID, NOTE, NO_IF_MATCH],
        answers: { 200: message(), ...absent, ...conflict },
      }),
    },
    [`${base}/-/deleted/{id}/restore`]: {
      post: describe('restore', 'Makes a deleted character active again', {
        parameters: [ID, NOTE, NO_IF_MATCH],
        body: 'Restore',
        bodyRequired: false,
        answers: { 200: character(), ...absent, ...conflict, 403: FROM_ELSEWHERE },
      }),
    },
  }
}
