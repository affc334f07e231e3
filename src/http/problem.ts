import {
  type AnyCharacterError,
  type CharacterErrorCode,
  type CharacterIssue,
  isCharacterError,
  type MissingVersionReason,
} from '../errors.ts'
import { encodeJson } from './bytes.ts'
import type { HttpAnswer, HttpHeaders } from './exchange.ts'

/** The codes of errors that exist only over HTTP. */
export type HttpErrorCode =
  | 'INVALID_REQUEST'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'ROUTE_NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'REQUEST_TIMEOUT'
  | 'PRECONDITION_FAILED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'INTERNAL_ERROR'
  | 'SERVICE_UNAVAILABLE'

/** Every code that a problem can carry. */
export type ProblemCode = HttpErrorCode | Exclude<CharacterErrorCode, 'CHARACTER_STORAGE'>

/** The body of every answer that is no success (RFC 9457). */
export interface ProblemDocument {
  /** Always `about:blank`: `code` tells problems apart. */
  readonly type: 'about:blank'
  /** The words of the status, such as `Not Found`. */
  readonly title: string
  /** The status of the answer. */
  readonly status: number
  /** What went wrong, in a sentence. */
  readonly detail: string
  /** What went wrong, stable across releases. */
  readonly code: ProblemCode
  /** `urn:uuid:` of this request: the host's log has the same one. */
  readonly instance: string
  /** With `CHARACTER_VALIDATION`: what is wrong, field by field, at most 20. */
  readonly issues?: readonly CharacterIssue[] | undefined
  /** With `CHARACTER_ALREADY_EXISTS`: the canonical name that is taken. */
  readonly character_name?: string | undefined
  /** With `CHARACTER_VERSION_CONFLICT`, `CHARACTER_LABEL_CONFLICT`: what the client expected. */
  readonly expected?: number | null | undefined
  /** With the same: the version that the character is at, or the label points to. */
  readonly actual?: number | null | undefined
  /** With `CHARACTER_LABEL_NOT_FOUND`, `CHARACTER_LABEL_CONFLICT`: the label. */
  readonly label?: string | undefined
  /** With `CHARACTER_VERSION_NOT_FOUND`: the version that was asked for. */
  readonly version?: number | undefined
  /** With `CHARACTER_VERSION_NOT_FOUND`: why it cannot be read. */
  readonly reason?: MissingVersionReason | undefined
  /** With `INVALID_REQUEST`: the parameter of a strict query that the list does not know. */
  readonly parameter?: string | undefined
}

/** What a problem says beside its sentence, for programs. */
type ProblemMembers = Omit<
  ProblemDocument,
  'type' | 'title' | 'status' | 'detail' | 'code' | 'instance'
>

/** The status of each code. */
export const PROBLEM_STATUS: Readonly<Record<CharacterErrorCode | HttpErrorCode, number>> = {
  CHARACTER_VALIDATION: 400,
  CHARACTER_NAME_INVALID: 400,
  CHARACTER_ALREADY_EXISTS: 400,
  CHARACTER_NOT_FOUND: 404,
  CHARACTER_VERSION_NOT_FOUND: 404,
  CHARACTER_LABEL_NOT_FOUND: 404,
  CHARACTER_LABEL_CONFLICT: 409,
  CHARACTER_VERSION_CONFLICT: 412,
  CHARACTER_STORAGE: 500,
  INVALID_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  ROUTE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  INTERNAL_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
}

/** Of a `CHARACTER_VERSION_CONFLICT` with a version in the body. */
const BODY_CONFLICT_STATUS = 409

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** The text of every 500: what went wrong is for the host's log alone. */
export const INTERNAL_ERROR_DETAIL = 'The server could not answer this request'

/** A request that is refused for a reason that only HTTP knows. */
export class HttpProblem extends Error {
  readonly code: HttpErrorCode
  readonly headers: HttpHeaders
  readonly members: ProblemMembers

  /**
   * @param detail what went wrong, for the client's eyes
   * @param headers what the answer carries beside its body
   * @param members what its body says beside the sentence
   */
  constructor(
    code: HttpErrorCode,
    detail: string,
    headers: HttpHeaders = {},
    members: ProblemMembers = {},
  ) {
    super(detail)
    this.name = 'HttpProblem'
    this.code = code
    this.headers = headers
    this.members = members
  }
}

/** A conflict, as its cause, with a version that the body itself states: none that `If-Match` names. */
export class BodyConflict extends Error {}

/** What a client may be told of an error. */
export interface ProblemFacts {
  readonly code: ProblemCode
  /** Where it is not the usual one of the code. */
  readonly status?: number | undefined
  readonly detail: string
  readonly members?: ProblemMembers | undefined
  readonly headers?: HttpHeaders | undefined
}

/**
 * Tells what a client may know of an error; `null` when that is nothing. A code of nobody's, or
 * facts of another make than ours, are a failure: their text may be meant for nobody outside.
 * Whatever the properties of the error throw comes out of it.
 */
export function factsOf(error: unknown): ProblemFacts | null {
  if (error instanceof HttpProblem) {
    const { code, message: detail, headers, members } = error
    return { code, detail, headers, members }
  }
  if (error instanceof BodyConflict) {
    const facts = factsOf(error.cause)
    return facts && { ...facts, status: BODY_CONFLICT_STATUS }
  }
  if (!isCharacterError(error)) return null
  const { code, message: detail } = error
  if (code === 'CHARACTER_STORAGE' || !Object.hasOwn(PROBLEM_STATUS, code)) return null
  if (typeof detail !== 'string') return null
  if (code !== 'CHARACTER_VALIDATION') return { code, detail, members: membersOf(error) }
  const issues = issuesOf(error)
  if (issues === null) return null
  return { code, detail, members: issues.length > 0 ? { issues } : {} }
}

/** What a client needs to make the same error of a problem. */
function membersOf(error: AnyCharacterError): ProblemMembers {
  switch (error.code) {
    case 'CHARACTER_ALREADY_EXISTS':
      return { character_name: textOf(error.characterName) }
    case 'CHARACTER_VERSION_CONFLICT':
      return { expected: numberOf(error.expected), actual: numberOf(error.actual) }
    case 'CHARACTER_VERSION_NOT_FOUND':
      return { version: numberOf(error.version), reason: textOf(error.reason) }
    case 'CHARACTER_LABEL_NOT_FOUND':
      return { label: textOf(error.label) }
    case 'CHARACTER_LABEL_CONFLICT': {
      const { label, expected, actual } = error
      return { label: textOf(label), expected: countOf(expected), actual: countOf(actual) }
    }
    default:
      return {}
  }
}

function countOf(value: number | null): number | null | undefined {
  return value === null ? null : numberOf(value)
}

/** An error of another make may hold anything. */
function textOf<Text extends string>(value: Text): Text | undefined {
  return typeof value === 'string' ? value : undefined
}

function numberOf(value: number): number | undefined {
  return typeof value === 'number' ? value : undefined
}

/** The issues of an error, with nothing else beside them; `null` when they are none. */
function issuesOf(error: object): readonly CharacterIssue[] | null {
  const { issues } = error as { readonly issues?: unknown }
  if (!Array.isArray(issues)) return null
  const known: CharacterIssue[] = []
  for (const issue of issues as readonly Partial<CharacterIssue>[]) {
    const { path, message } = Object(issue) as Partial<CharacterIssue>
    if (typeof message !== 'string' || !Array.isArray(path) || !path.every(isKey)) return null
    known.push({ path: [...path], message })
  }
  return known
}

function isKey(key: unknown): boolean {
  return typeof key === 'string' || typeof key === 'number'
}

/** The facts of an error that nobody outside may know more of. */
export const INTERNAL_ERROR: ProblemFacts = {
  code: 'INTERNAL_ERROR',
  detail: INTERNAL_ERROR_DETAIL,
}

/** The answer that tells a problem. */
export function problemAnswer(facts: ProblemFacts, instance: string): HttpAnswer {
  const { code, detail, members, headers, status = PROBLEM_STATUS[code] } = facts
  const document: ProblemDocument = {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    code,
    instance,
    ...members,
  }
  const body = encodeJson(document)
  return {
    status,
    headers: {
      ...headers,
      'content-type': 'application/problem+json',
      'content-length': String(body.length),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body,
  }
}
