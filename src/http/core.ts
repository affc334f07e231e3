import type { Character } from '../model/character.ts'
import { canonicalName } from '../model/name.ts'
import { toCharacterResponse } from '../model/response.ts'
import { type Authorize, denialOf } from './authorize.ts'
import { encodeJson } from './bytes.ts'
import type { ErrorContext, RequestContext } from './context.ts'
import { ENDPOINTS } from './endpoints.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import {
  type HandlerOptions,
  type ResolvedHandlerOptions,
  resolveHandlerOptions,
} from './handler-options.ts'
import { openApiDocument } from './openapi.ts'
import type { CharacterOperations } from './operations.ts'
import { decodeId, decodeName } from './path-parts.ts'
import {
  factsOf,
  type HttpProblem,
  INTERNAL_ERROR,
  type ProblemFacts,
  problemAnswer,
} from './problem.ts'
import { matchRoute, type Operation, type Route, type RouteMatch } from './routes.ts'
import type { View, ViewChoice } from './view.ts'
import { WireForms } from './wire-form.ts'

/** Serves characters over HTTP, whatever framework the request came through. */
export class HttpCore<Native> {
  readonly #service: CharacterOperations
  readonly #options: ResolvedHandlerOptions<Native>
  readonly #forms: WireForms
  readonly #openApi: () => Uint8Array

  /**
   * @param mount the name of the function that was called, for messages
   * @throws {TypeError} when the service or an option is not usable
   */
  constructor(mount: string, service: CharacterOperations, options: HandlerOptions<Native>) {
    checkService(mount, service)
    this.#service = service
    this.#options = resolveHandlerOptions(mount, options)
    const { cacheControl, authorize, logger } = this.#options
    const toSafe = (character: Character): object => toCharacterResponse(character, service.model)
    this.#forms = new WireForms(toSafe, cacheControl)
    let document: Uint8Array | undefined
    this.#openApi = () => {
      document ??= encodeJson(openApiDocument(service, options))
      return document
    }
    if (authorize === 'public') {
      logger?.warn(`${mount}: everybody may read, write and purge characters`, { mount })
    }
  }

  /** Where the characters are, without a trailing slash; empty for the root. */
  get base(): string {
    return this.#options.base
  }

  /** Answers a request, and never rejects; `null` when its path is not ours. */
  handle(request: HttpRequest<Native>): Promise<HttpAnswer> | null {
    const match = matchRoute(this.#options.base, request.path)
    if (match === null) return null
    const { route } = match
    const operation = operationOf(route, request.method)
    if (operation !== undefined) return this.#run(operation, match, request)
    return Promise.resolve(finish(request, withoutOperation(route, request.method)))
  }

  /** The answer to a path that is not ours, where the host has nothing else for it. */
  notFound(request: HttpRequest<Native>): HttpAnswer {
    const base = this.#options.base || '/'
    const detail = `There is nothing at this path: the basePath is ${base}`
    return finish(request, problemAnswer({ code: 'ROUTE_NOT_FOUND', detail }, newInstance()))
  }

  async #run(
    operation: Operation,
    match: RouteMatch,
    request: HttpRequest<Native>,
  ): Promise<HttpAnswer> {
    let name: string | null = null
    let id: string | null = null
    try {
      const spelling = match.name === null ? '' : decodeName(match.name)
      if (match.name !== null) name = canonicalName(spelling)
      if (match.id !== null) id = decodeId(match.id)
      const { authorize, view, cacheControl } = this.#options
      const context = { operation, name, id, request: request.native }
      if (authorize !== 'public') await permit(authorize, context)
      const answer = await ENDPOINTS[operation]({
        service: this.#service,
        forms: this.#forms,
        limits: this.#options,
        openApi: this.#openApi,
        cacheControl,
        request,
        view: typeof view === 'function' ? await choose(view, context) : view,
        spelling,
        name: name ?? '',
        id: id ?? '',
        version: match.version ?? '',
      })
      return finish(request, answer)
    } catch (error) {
      const failure = { operation, name, id, request: request.native, instance: newInstance() }
      return finish(request, this.#refusal(error, failure, request))
    }
  }

  #refusal(
    error: unknown,
    context: ErrorContext<Native>,
    request: HttpRequest<Native>,
  ): HttpAnswer {
    const { instance } = context
    const facts = error instanceof HostFailure ? null : factsOf(error)
    if (facts !== null) return problemAnswer(facts, instance)
    const { signal } = request
    // Nobody is there to read it, and nothing has failed.
    if (signal?.aborted && error === signal.reason) return problemAnswer(GIVEN_UP, instance)
    this.#report(error instanceof HostFailure ? error.cause : error, context)
    return problemAnswer(INTERNAL_ERROR, instance)
  }

  #report(error: unknown, context: ErrorContext<Native>): void {
    const { onError, logger } = this.#options
    const { operation, name, instance } = context
    const id = context.id === null ? null : context.id.slice(0, MAX_LOGGED)
    try {
      logger?.error(`${operation} failed`, { operation, name, id, instance, error })
    } catch {
      // A logger that throws must not cost the answer, nor onError its call.
    }
    try {
      const told: unknown = onError?.(error, context)
      if (told instanceof Promise) told.catch(ignore)
    } catch {
      // What onError throws has nowhere to go.
    }
  }
}

const MAX_LOGGED = 100

const GIVEN_UP: ProblemFacts = { code: 'INVALID_REQUEST', detail: 'The client went away' }

/** What a function of the host has thrown. Whatever it looks like, it is no fault of the client. */
class HostFailure extends Error {}

async function permit<Native>(
  authorize: Authorize<Native>,
  context: RequestContext<Native>,
): Promise<void> {
  let denial: HttpProblem | null
  try {
    denial = denialOf(await authorize(context))
  } catch (cause) {
    throw new HostFailure('authorize failed', { cause })
  }
  if (denial !== null) throw denial
}

async function choose<Native>(
  view: ViewChoice<Native>,
  context: RequestContext<Native>,
): Promise<View> {
  try {
    return (await view(context)) === 'full' ? 'full' : 'safe'
  } catch (cause) {
    throw new HostFailure('view failed', { cause })
  }
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

function newInstance(): string {
  return `urn:uuid:${crypto.randomUUID()}`
}

function checkService(mount: string, service: CharacterOperations): void {
  const fits = typeof service?.getCharacter === 'function' && typeof service.model === 'object'
  if (!fits)
    throw new TypeError(`${mount}: service must be a CharacterService, got ${typeof service}`)
}

function ignore(): void {}
