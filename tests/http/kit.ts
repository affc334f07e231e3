import { expect } from 'vitest'
import type { CharacterIssue } from '../../src/errors.ts'
import type { HandlerOptions } from '../../src/http/handler-options.ts'
import { createCharacterHandler } from '../../src/http/mounts/fetch.ts'
import type { CharacterOperations } from '../../src/service/character-operations.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterServiceOptions } from '../../src/service/service-options.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { expectNoLeak } from './leaks.ts'

/** A body as it is. */
export type RawBody = string | Uint8Array<ArrayBuffer> | ReadableStream

/** What a test sends. */
export interface Sent {
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is, with the headers alone. */
  readonly raw?: RawBody
  readonly signal?: AbortSignal
}

/** What a test reads back. */
export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; `undefined` when there is none. */
  readonly json: unknown
}

/** Sends a request and reads the answer. */
export type Call = (method: string, path: string, sent?: Sent) => Promise<Received>

/** Calls a fetch handler. */
export function caller(handler: (request: Request) => Promise<Response>): Call {
  return async (method, path, sent = {}) => {
    const response = await handler(
      new Request(`http://host.test${path}`, requestInit(method, sent)),
    )
    return received(response)
  }
}

/** A service in memory behind a fetch handler that lets everybody in. */
export function app(
  options: Partial<HandlerOptions<Request>> = {},
  serviceOptions: Partial<CharacterServiceOptions> = {},
): { readonly service: CharacterService; readonly call: Call } {
  const service = new CharacterService({ storage: memoryStorage(), ...serviceOptions })
  return { service, call: appOf(service, options) }
}

/** A fetch handler over a service, called. */
export function appOf(
  service: CharacterOperations,
  options: Partial<HandlerOptions<Request>> = {},
): Call {
  return caller(createCharacterHandler(service, { authorize: 'public', ...options }))
}

/** What makes a request as a server would: with the headers that announce its body. */
export function requestInit(method: string, { headers, json, raw, signal }: Sent): RequestInit {
  const body = json === undefined ? (raw ?? null) : JSON.stringify(json)
  return {
    method,
    headers: {
      host: 'host.test',
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...framing(body),
      ...headers,
    },
    body,
    ...(signal && { signal }),
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  }
}

function framing(body: RawBody | null): Record<string, string> {
  if (body === null) return {}
  if (body instanceof ReadableStream) return { 'transfer-encoding': 'chunked' }
  return { 'content-length': String(Buffer.byteLength(body)) }
}

/** Reads an answer whole. What refuses must tell nothing that is not for clients. */
export async function received(response: Response): Promise<Received> {
  const { status, headers } = response
  const text = await response.text()
  expectNoLeak(status, text)
  const isJson = headers.get('content-type')?.includes('json') && text !== ''
  return { status, headers, text, json: isJson ? JSON.parse(text) : undefined }
}

/** The body of a refusal. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly instance: string
  readonly issues?: readonly CharacterIssue[]
}

/** Asserts that an answer is a problem, and gives it. */
export function problemOf({ status, headers, json }: Received): Problem {
  expect(headers.get('content-type')).toBe('application/problem+json')
  const problem = json as Problem
  expect(problem.status).toBe(status)
  expect(problem.instance).toMatch(/^urn:uuid:[0-9a-f-]{36}$/)
  return problem
}

/** `400 CHARACTER_VALIDATION`: the status and the code of a problem. */
export function outcome(answer: Received): string {
  return `${answer.status} ${problemOf(answer).code}`
}
