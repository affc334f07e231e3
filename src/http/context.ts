import type { Operation } from './path/routes.ts'

/** What a request is about, as `authorize` and `view` see it. */
export interface RequestContext<Request = unknown> {
  /** What is to be done. */
  readonly operation: Operation
  /** The canonical name in the path; `null` where there is none. One inside a body is not seen. */
  readonly name: string | null
  /** The id in the path; `null` where there is none. */
  readonly id: string | null
  /** The tenant whose characters are meant, as the option `tenant` says; `null` for those of none. */
  readonly tenant: string | null
  /**
   * The label in the path, or the one whose versions are asked for: by the query, or by the option
   * `label`; `null` where there is none.
   */
  readonly label: string | null
  /** The request as the host's framework gives it. */
  readonly request: Request
}

/** What a failure was about, as `onError` sees it. */
export interface ErrorContext<Request = unknown> {
  /** What was to be done. */
  readonly operation: Operation
  /** The canonical name in the path; `null` where there is none. */
  readonly name: string | null
  /** The id in the path; `null` where there is none. */
  readonly id: string | null
  /** The request as the host's framework gives it. */
  readonly request: Request
  /** `urn:uuid:` of this request: the `instance` of the client's problem document. */
  readonly instance: string
}
