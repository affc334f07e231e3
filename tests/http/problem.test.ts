import { expect, test } from 'vitest'
import {
  CharacterAlreadyExistsError,
  CharacterNameInvalidError,
  CharacterNotFoundError,
  CharacterStorageError,
  CharacterValidationError,
  CharacterVersionConflictError,
  CharacterVersionNotFoundError,
} from '../../src/errors.ts'
import { factsOf, HttpProblem, PROBLEM_STATUS, problemAnswer } from '../../src/http/problem.ts'

const INSTANCE = 'urn:uuid:00000000-0000-4000-8000-000000000000'

const ISSUES = [{ path: ['traits', 3], message: 'too long' }]

test.each([
  [new CharacterValidationError(ISSUES), 400, 'Bad Request', { issues: ISSUES }],
  [new CharacterNameInvalidError('it is empty'), 400, 'Bad Request'],
  [new CharacterAlreadyExistsError('luna'), 400, 'Bad Request', { character_name: 'luna' }],
  [new CharacterNotFoundError('luna'), 404, 'Not Found'],
  [
    new CharacterVersionNotFoundError('luna', 3, 'never'),
    404,
    'Not Found',
    { version: 3, reason: 'never' },
  ],
  [
    new CharacterVersionConflictError('luna', 2, 3),
    412,
    'Precondition Failed',
    { expected: 2, actual: 3 },
  ],
  [new HttpProblem('UNAUTHORIZED', 'x'), 401, 'Unauthorized'],
  [new HttpProblem('FORBIDDEN', 'x'), 403, 'Forbidden'],
  [new HttpProblem('METHOD_NOT_ALLOWED', 'x'), 405, 'Method Not Allowed'],
  [new HttpProblem('REQUEST_TIMEOUT', 'x'), 408, 'Request Timeout'],
  [new HttpProblem('PAYLOAD_TOO_LARGE', 'x'), 413, 'Content Too Large'],
  [new HttpProblem('UNSUPPORTED_MEDIA_TYPE', 'x'), 415, 'Unsupported Media Type'],
])('$code is told as RFC 9457 says', (error, status, title, members?: object) => {
  const facts = factsOf(error)
  if (facts === null) throw new Error('nothing may be told')
  const answer = problemAnswer(facts, INSTANCE)
  expect(JSON.parse(new TextDecoder().decode(answer.body ?? undefined))).toEqual({
    type: 'about:blank',
    title,
    status,
    detail: error.message,
    code: error.code,
    instance: INSTANCE,
    ...members,
  })
  expect(answer.status).toBe(status)
  expect(answer.headers['content-length']).toBe(String(answer.body?.length))
})

test('nothing may be told of a failure', () => {
  for (const error of [new CharacterStorageError('x'), new Error('x'), null, 'x', { code: 'X' }]) {
    expect(factsOf(error)).toBeNull()
  }
})

test('the specification has a status for each of its refusals', () => {
  expect(PROBLEM_STATUS).toMatchObject({
    CHARACTER_VALIDATION: 400,
    CHARACTER_NAME_INVALID: 400,
    CHARACTER_ALREADY_EXISTS: 400,
    CHARACTER_NOT_FOUND: 404,
    CHARACTER_STORAGE: 500,
  })
})

test('an answer of an error names no header that would break it', () => {
  const facts = factsOf(new HttpProblem('UNAUTHORIZED', 'x', { 'content-type': 'text/html' }))
  expect(facts && problemAnswer(facts, INSTANCE).headers['content-type']).toBe(
    'application/problem+json',
  )
})
