import type { JsonObject } from '../../model/json-value.ts'
import { BODY_PROBLEMS, json, problem, schema } from './parts.ts'

/** What is said of an operation. */
interface Description {
  readonly parameters?: readonly JsonObject[]
  readonly body?: string
  readonly bodyRequired?: boolean
  readonly answers: { readonly [status: number]: JsonObject }
}

/** Describes an operation. */
export type Describe = (id: string, summary: string, description: Description) => JsonObject

/** @param mayRefuse whether somebody may not be let in */
export function operationsOf(mayRefuse: boolean): Describe {
  const refusals = mayRefuse
    ? { 401: problem('Nobody is known to ask'), 403: problem('Not allowed') }
    : undefined
  return (operationId, summary, { parameters = [], body, bodyRequired = true, answers }) => ({
    operationId,
    summary,
    parameters,
    ...(body !== undefined && {
      requestBody: { required: bodyRequired, content: json({ $ref: schema(body) }) },
    }),
    responses: {
      ...refusals,
      ...answers,
      ...(body !== undefined && BODY_PROBLEMS),
      405: problem('Another method than those in Allow'),
      500: problem('The server could not answer'),
    },
  })
}
