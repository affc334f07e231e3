import { describeValue } from '../describe-value.ts'
import { checkOptions, type KnownOptions } from '../known-options.ts'
import type { Logger } from '../logger.ts'
import { describeInvalidLabel, LATEST } from '../model/label.ts'
import type { Authorize } from './authorize.ts'
import type { ErrorContext } from './context.ts'
import type { CharacterPage } from './hosted-page.ts'
import type { ByChoice, LabelChoice } from './label-choice.ts'
import { resolveBasePath } from './path/base-path.ts'
import type { TenantChoice } from './tenant-choice.ts'
import type { View, ViewChoice } from './view.ts'

/** Options of every mount. */
export interface HandlerOptions<Request = unknown> {
  /**
   * Decides who may do what, before the body is read and before the storage is touched. Only `true`
   * allows. `'public'` lets everybody do everything, purge included.
   *
   * @example
   * ```ts
   * const { API_KEY } = process.env
   * if (!API_KEY) throw new Error('API_KEY is not set') // else `undefined` would open the door
   * const authorize = ({ operation, request }) =>
   *   ['list', 'get'].includes(operation) || request.headers.get('x-api-key') === API_KEY
   * ```
   */
  readonly authorize: Authorize<Request> | 'public'
  /**
   * The path of the characters below the place where the host mounts them: percent-encoded, with a
   * slash in front, without `.` and `..`. `/` when the host mounts at the very place.
   *
   * @default '/characters'
   */
  readonly basePath?: string | undefined
  /**
   * Says by request whose characters are meant, before `authorize` is asked, which sees it as
   * `context.tenant`; `null` for those of no tenant. No answer ever tells it.
   *
   * @default those of no tenant
   *
   * @example
   * ```ts
   * const tenant = ({ request }) => sessionOf(request).customer
   * ```
   */
  readonly tenant?: TenantChoice<Request> | undefined
  /**
   * Shows of each character the version that this label points to, and nothing of any other: a mount
   * for those who read what is published. Characters without the label are not there, and every write is
   * refused without asking `authorize`. A function decides by request; `null` shows the present version.
   *
   * @default the present version, or what `?label=` asks for
   */
  readonly label?: string | LabelChoice<Request> | undefined
  /**
   * Says by request who writes: kept with the version (see `listChanges`). What it throws is a 500.
   *
   * @default nobody
   */
  readonly by?: ByChoice<Request> | undefined
  /**
   * What is shown of a character: `safe` leaves out `system_prompt` and private attributes. A
   * function decides by request, after `authorize`; what is not `full` is `safe`.
   *
   * @default 'safe'
   */
  readonly view?: View | ViewChoice<Request> | undefined
  /**
   * A page on which people read and write characters in a browser, at `{basePath}/-/page`: what
   * `characterPage()` of `dramatis/page` gives. It does what this mount allows its user. `authorize` is
   * asked for it as for the operation `page`.
   *
   * @default none
   */
  readonly page?: CharacterPage | undefined
  /**
   * Public attributes that a list may be asked for: `?mood=calm`, and `?mood=calm&mood=wild` for any of
   * them. Each holds one value, or an array of values.
   *
   * @default none
   */
  readonly filters?: readonly string[] | undefined
  /**
   * How large a body may be, in bytes. One warning is logged where the limits of the model allow a
   * field to be larger.
   *
   * @default 1048576
   */
  readonly maxBodyBytes?: number | undefined
  /**
   * How long a body may take to arrive, in milliseconds.
   *
   * @default 10000
   */
  readonly bodyTimeoutMs?: number | undefined
  /**
   * The `cache-control` of successful reads; all else is `no-store`.
   *
   * @default 'no-store'
   */
  readonly cacheControl?: string | undefined
  /**
   * Told of every 500, with the original error. What it throws is ignored.
   *
   * @default silent
   */
  readonly onError?: ((error: unknown, context: ErrorContext<Request>) => void) | undefined
  /**
   * Gets one `error` line for every 500, and one warning where everything is public, and one where
   * `maxBodyBytes` is below a limit of the model. The `logger` of
   * the service is another option, and is not used here.
   *
   * @default silent
   */
  readonly logger?: Logger | undefined
}

/** Options after their defaults. */
export interface ResolvedHandlerOptions<Request> {
  readonly authorize: Authorize<Request> | 'public'
  /** Without a trailing slash; empty for `/`. */
  readonly base: string
  readonly tenant: TenantChoice<Request> | undefined
  readonly label: string | LabelChoice<Request> | undefined
  readonly by: ByChoice<Request> | undefined
  readonly view: View | ViewChoice<Request>
  readonly page: CharacterPage | undefined
  readonly maxBodyBytes: number
  readonly bodyTimeoutMs: number
  readonly cacheControl: string
  readonly onError: HandlerOptions<Request>['onError']
  readonly logger: Logger | undefined
}

/** The options that every mount knows. */
export const HANDLER_OPTIONS: KnownOptions<HandlerOptions> = {
  authorize: true,
  basePath: true,
  tenant: true,
  label: true,
  by: true,
  view: true,
  page: true,
  filters: true,
  maxBodyBytes: true,
  bodyTimeoutMs: true,
  cacheControl: true,
  onError: true,
  logger: true,
}

const DEFAULTS = {
  view: 'safe',
  maxBodyBytes: 1_048_576,
  bodyTimeoutMs: 10_000,
  cacheControl: 'no-store',
} as const
const MAX_TIMER_MS = 2_147_483_647
const FIELD_VALUE = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/

/**
 * Checks the options of a mount and fills in the defaults.
 *
 * @param mount the name of the function that was called, for messages
 * @throws {TypeError} when an option is not usable, naming it
 */
export function resolveHandlerOptions<Request>(
  mount: string,
  options: HandlerOptions<Request>,
): ResolvedHandlerOptions<Request> {
  checkOptions(mount, options ?? {}, HANDLER_OPTIONS)
  const { authorize, tenant, label, by, page, onError, logger } = options ?? {}
  if (authorize === undefined) throw new TypeError(`${mount}: authorize is required: ${AUTHORIZE}`)
  if (typeof authorize !== 'function' && authorize !== 'public') {
    refuse(mount, 'authorize', `a function or 'public' (${AUTHORIZE})`, authorize)
  }
  const view = options.view ?? DEFAULTS.view
  if (view !== 'safe' && view !== 'full' && typeof view !== 'function') {
    refuse(mount, 'view', "'safe', 'full' or a function", view)
  }
  checkFunctions(mount, { tenant, by, onError })
  checkLabel(mount, label)
  if (page !== undefined && typeof page?.answer !== 'function') {
    refuse(mount, 'page', 'what characterPage() gives', page)
  }
  const base = resolveBasePath(mount, options.basePath)
  const bodyTimeoutMs = count(mount, 'bodyTimeoutMs', options.bodyTimeoutMs)
  checkLogger(mount, logger)
  return {
    authorize,
    base,
    tenant,
    label,
    by,
    view,
    page,
    maxBodyBytes: count(mount, 'maxBodyBytes', options.maxBodyBytes),
    bodyTimeoutMs: Math.min(bodyTimeoutMs, MAX_TIMER_MS),
    cacheControl: cacheControlOf(mount, options.cacheControl),
    onError,
    logger,
  }
}

function cacheControlOf(mount: string, given: string | undefined): string {
  const value = given ?? DEFAULTS.cacheControl
  if (typeof value === 'string' && FIELD_VALUE.test(value)) return value
  return refuse(mount, 'cacheControl', "the value of a header like 'no-store'", value)
}

const COUNTS = {
  maxBodyBytes: 'a number of bytes of at least 1',
  bodyTimeoutMs: 'a number of milliseconds of at least 1',
}

function count(
  mount: string,
  option: 'maxBodyBytes' | 'bodyTimeoutMs',
  given: number | undefined,
): number {
  const value = given ?? DEFAULTS[option]
  const ok = typeof value === 'number' && Number.isFinite(value) && value >= 1
  return ok ? value : refuse(mount, option, COUNTS[option], value)
}

function checkFunctions(mount: string, functions: { readonly [option: string]: unknown }): void {
  for (const [option, value] of Object.entries(functions)) {
    if (value !== undefined && typeof value !== 'function') {
      refuse(mount, option, 'a function', value)
    }
  }
}

function checkLabel(mount: string, label: unknown): void {
  if (label === undefined || typeof label === 'function') return
  if (label === LATEST || describeInvalidLabel(label) === null) return
  refuse(mount, 'label', "a label like 'production', or a function", label)
}

const AUTHORIZE =
  "write ({ operation, name, request }) => boolean, or 'public' to let everybody read, write and purge"

const LOGGER_METHODS = ['debug', 'info', 'warn', 'error'] as const

function checkLogger(mount: string, logger: Logger | undefined): void {
  if (logger === undefined) return
  const missing = LOGGER_METHODS.find((method) => typeof logger?.[method] !== 'function')
  if (missing !== undefined) {
    throw new TypeError(
      `${mount}: logger has no method '${missing}': pass console, or fromPino(logger)`,
    )
  }
  if ('bindings' in logger) {
    throw new TypeError(`${mount}: logger is a pino logger: pass fromPino(logger)`)
  }
}

function refuse(mount: string, option: string, wanted: string, got: unknown): never {
  throw new TypeError(`${mount}: ${option} must be ${wanted}, got ${describeValue(got)}`)
}
