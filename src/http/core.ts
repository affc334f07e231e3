import { tell } from '../logger.ts'
import type { Character } from '../model/character.ts'
import { toCharacterResponse } from '../model/response.ts'
import type { CharacterOperations } from '../service/character-operations.ts'
import { type Admission, Gate } from './admission.ts'
import { limitsAbove } from './body/large-limits.ts'
import { encodeJson } from './bytes.ts'
import { checkService } from './check-service.ts'
import type { Endpoint, EndpointParts, EndpointScope } from './endpoint.ts'
import { ENDPOINTS } from './endpoints.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { resolveFilters } from './filters.ts'
import {
  type HandlerOptions,
  type ResolvedHandlerOptions,
  resolveHandlerOptions,
} from './handler-options.ts'
import { HealthCheck } from './health.ts'
import { withoutLabel } from './labelled-view.ts'
import { openApiDocument } from './openapi/document.ts'
import { type EndpointPath, type LocatedPath, PathLocator } from './path/locator.ts'
import type { Operation, Route } from './path/routes.ts'
import { type HttpProblem, problemAnswer } from './problem.ts'
import { newInstance, Refusals } from './refusals.ts'
import type { TenantContext } from './tenant-choice.ts'
import { WireForms } from './wire-form.ts'

/** Serves characters over HTTP, whatever framework the request came through. */
export class HttpCore<Native> {
  readonly #options: ResolvedHandlerOptions<Native>
  readonly #paths: PathLocator
  readonly #parts: EndpointParts
  readonly #gate: Gate<Native>
  readonly #refusals: Refusals<Native>

  /**
   * @param mount the name of the function that was called, for messages
   * @throws {TypeError} when the service or an option is not usable
   */
  constructor(mount: string, service: CharacterOperations, options: HandlerOptions<Native>) {
    checkService(mount, service, options)
    this.#options = resolveHandlerOptions(mount, options)
    const { base, cacheControl, authorize, logger, maxBodyBytes, page } = this.#options
    this.#paths = new PathLocator(base, page !== undefined)
    this.#gate = new Gate(service, this.#options)
    this.#refusals = new Refusals(this.#options)
    const { model } = service
    const toSafe = (character: Character): object => {
      const safe =
        model === undefined ? toCharacterResponse(character) : toCharacterResponse(character, model)
      // When, but not by whom.
      return 'deleted_at' in character ? { ...safe, deleted_at: character.deleted_at } : safe
    }
    const forms = new WireForms(toSafe, cacheControl)
    let document: Uint8Array | undefined
    const openApi = (): Uint8Array => {
      document ??= encodeJson(openApiDocument(service, options))
      return document
    }
    const settled = new WeakMap<Promise<Character>, Character>()
    const filters = resolveFilters(mount, service, options.filters)
    const health = new HealthCheck(service)
    const limits = this.#options
    this.#parts = { forms, settled, limits, filters, cacheControl, openApi, health, page }
    if (authorize === 'public') {
      tell(logger, 'warn', `${mount}: everybody may read, write and purge characters`, { mount })
    }
    const above = limitsAbove(maxBodyBytes, model)
    if (above !== null) tell(logger, 'warn', `${mount}: ${above}`, { mount })
  }

  /** Where the characters are, without a trailing slash; empty for the root. */
  get base(): string {
    return this.#options.base
  }

  /**
   * Answers a request: at once where nothing has to be waited for. Neither throws nor rejects;
   * `null` when the path is not ours.
   */
  handle(request: HttpRequest<Native>): HttpAnswer | Promise<HttpAnswer> | null {
    return this.#serve(request)
  }

  /**
   * Refuses a request that the host could not read, as `handle` would: who may not ask is told that
   * first. Reaches no endpoint, as hooks of the host may not have run.
   */
  refuse(
    request: HttpRequest<Native>,
    problem: HttpProblem,
  ): HttpAnswer | Promise<HttpAnswer> | null {
    return this.#serve(request, () => {
      throw problem
    })
  }

  /** The answer to a path that is not ours, where the host has nothing else for it. */
  notFound(request: HttpRequest<Native>): HttpAnswer {
    const base = this.#options.base || '/'
    const detail = `There is nothing at this path: the basePath is ${base}`
    return finish(request, problemAnswer({ code: 'ROUTE_NOT_FOUND', detail }, newInstance()))
  }

  #serve(
    request: HttpRequest<Native>,
    endpoint?: Endpoint,
  ): HttpAnswer | Promise<HttpAnswer> | null {
    const located = this.#paths.locate(request.path)
    if (located === null) return null
    const operation = operationOf(located.route, request.method)
    if (operation !== undefined) {
      return this.#run(operation, located, request, endpoint ?? ENDPOINTS[operation])
    }
    return finish(request, withoutOperation(located.route, request.method))
  }

  #run(
    operation: Operation,
    located: LocatedPath,
    request: HttpRequest<Native>,
    endpoint: Endpoint,
  ): HttpAnswer | Promise<HttpAnswer> {
    let path = NOWHERE
    try {
      path = located.parts()
      const at = path
      const admission = this.#gate.admit(request.query, () => contextOf(operation, at, request))
      const answer =
        'view' in admission
          ? perform(endpoint, { parts: this.#parts, request, path, ...admission })
          : this.#performLater(endpoint, request, admission, path)
      // A host that wraps the service may have promises of another make.
      if (!('then' in answer)) return finish(request, answer)
      return this.#finishLater(answer, operation, path, request)
    } catch (error) {
      return finish(request, this.#refuse(error, operation, path, request))
    }
  }

  async #performLater(
    endpoint: Endpoint,
    request: HttpRequest<Native>,
    admission: Promise<Admission>,
    path: EndpointPath,
  ): Promise<HttpAnswer> {
    return perform(endpoint, { parts: this.#parts, request, path, ...(await admission) })
  }

  async #finishLater(
    answer: Promise<HttpAnswer>,
    operation: Operation,
    path: EndpointPath,
    request: HttpRequest<Native>,
  ): Promise<HttpAnswer> {
    try {
      return finish(request, await answer)
    } catch (error) {
      return finish(request, this.#refuse(error, operation, path, request))
    }
  }

  #refuse(
    error: unknown,
    operation: Operation,
    path: EndpointPath,
    request: HttpRequest<Native>,
  ): HttpAnswer {
    return this.#refusals.answer(error, contextOf(operation, path, request), request)
  }
}

/** Where a request is about of which nothing could be decoded. */
const NOWHERE: EndpointPath = {
  spelling: '',
  name: null,
  id: null,
  version: '',
  label: null,
  file: null,
}

function contextOf<Native>(
  operation: Operation,
  { name, id, label }: EndpointPath,
  request: HttpRequest<Native>,
): TenantContext<Native> {
  return { operation, name, id, label, request: request.native }
}

/** Carries out an operation; where only what a label shows is there, a character without it is not. */
function perform(endpoint: Endpoint, scope: EndpointScope): HttpAnswer | Promise<HttpAnswer> {
  const answer = endpoint(scope)
  if (!scope.isLabelled || !('then' in answer)) return answer
  return answer.catch((error: unknown) => {
    throw withoutLabel(error, scope.path.name ?? '')
  })
}

function operationOf({ operations }: Route, method: string): Operation | undefined {
  return Object.hasOwn(operations, method) ? operations[method] : undefined
}

/** OPTIONS, or a method that the path does not have. */
function withoutOperation({ allow }: Route, method: string): HttpAnswer {
  if (method === 'OPTIONS') {
    const headers = { allow, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
    return { status: 204, headers, body: null }
  }
  const detail = `This path does not have the method ${method.slice(0, 20)}`
  return problemAnswer({ code: 'METHOD_NOT_ALLOWED', detail, headers: { allow } }, newInstance())
}

function finish<Native>(request: HttpRequest<Native>, answer: HttpAnswer): HttpAnswer {
  const close = request.hasUnreadBody()
  const isHead = request.method === 'HEAD'
  if (!close && !isHead) return answer
  return { ...answer, close, body: isHead ? null : answer.body }
}
