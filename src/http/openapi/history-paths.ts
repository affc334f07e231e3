import type { JsonObject } from '../../model/json-value.ts'
import type { Describe } from './describe.ts'
import {
  answer,
  CONDITION_FAILED,
  character,
  IF_MATCH,
  IF_NONE_MATCH,
  LABEL_IN_PATH,
  list,
  message,
  NO_IF_MATCH,
  NOT_MODIFIED,
  NOTE,
  name,
  PAGE,
  parameter,
  problem,
  schema,
} from './parts.ts'
import { VERSION } from './schemas.ts'

/** The versions, changes and labels of a character. */
export function describeHistory(
  base: string,
  describe: Describe,
): { readonly [path: string]: JsonObject } {
  const absent = { 400: problem('Invalid name, number or page'), 404: problem('No such version') }
  const conflict = { 412: problem('Not the character or version of If-Match') }
  const version = parameter('version', 'path', VERSION)
  return {
    [`${base}/{name}/versions`]: {
      get: describe('listVersions', 'Lists versions, newest first', {
        parameters: [name(), ...PAGE],
        answers: { 200: list(), ...absent },
      }),
    },
    [`${base}/{name}/versions/{version}`]: {
      get: describe('getVersion', 'Reads one version', {
        parameters: [name(), version, IF_MATCH, IF_NONE_MATCH],
        answers: { 200: character(), 304: NOT_MODIFIED, ...absent, ...conflict },
      }),
    },
    [`${base}/{name}/rollback`]: {
      post: describe('rollback', 'Appends a version with the content of an older one', {
        parameters: [name(), NOTE, IF_MATCH, IF_NONE_MATCH],
        body: 'Rollback',
        answers: { 200: character(), ...absent, 412: CONDITION_FAILED },
      }),
    },
    [`${base}/{name}/changes`]: {
      get: describe('listChanges', 'Tells what each version changed, newest first', {
        parameters: [name(), ...PAGE],
        answers: { 200: list('Change'), ...absent },
      }),
    },
    ...describeLabels(base, describe),
  }
}

function describeLabels(base: string, describe: Describe): { readonly [path: string]: JsonObject } {
  const absent = { 400: problem('Invalid name, label or data'), 404: problem('No such version') }
  const conflict = {
    409: problem('The label does not point to expected'),
    412: problem('If-Match does not apply here'),
  }
  return {
    [`${base}/{name}/labels`]: {
      get: describe('listLabels', 'Lists the labels of a character', {
        parameters: [name()],
        answers: { 200: list('Label'), ...absent },
      }),
    },
    [`${base}/{name}/labels/{label}`]: {
      put: describe('setLabel', 'Lets a label point to a version', {
        parameters: [name(), LABEL_IN_PATH, NOTE, NO_IF_MATCH],
        body: 'SetLabel',
        answers: { 200: answer('The label', { $ref: schema('Label') }), ...absent, ...conflict },
      }),
      delete: describe('removeLabel', 'Takes a label away', {
        parameters: [name(), LABEL_IN_PATH, NOTE, NO_IF_MATCH],
        body: 'RemoveLabel',
        bodyRequired: false,
        answers: { 200: message(), ...absent, ...conflict },
      }),
    },
  }
}
