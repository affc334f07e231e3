import { checkOptions, type KnownOptions } from '../../known-options.ts'
import { defaultModel } from '../../model/default-model.ts'
import { toFilterSchema, toJsonSchemas } from '../../model/json-schema.ts'
import type { JsonObject } from '../../model/json-value.ts'
import type { CharacterOperations } from '../../service/character-operations.ts'
import { checkService } from '../check-service.ts'
import { resolveFilters } from '../filters.ts'
import { HANDLER_OPTIONS } from '../handler-options.ts'
import { resolveBasePath } from '../path/base-path.ts'
import type { View } from '../view.ts'
import { filterParameter } from './parts.ts'
import { describePaths } from './paths.ts'
import { describeSchemas } from './schemas.ts'

/** Options of {@link openApiDocument}: those of the mount that it describes. */
export interface OpenApiOptions {
  /**
   * The path of the characters below the place where the host mounts them.
   *
   * @default '/characters'
   */
  readonly basePath?: string | undefined
  /**
   * What the mount shows of a character; a function may show either.
   *
   * @default 'safe'
   */
  readonly view?: View | ((...context: never[]) => unknown) | undefined
  /**
   * Who decides: `'public'` never answers 401 or 403.
   *
   * @default a function
   */
  readonly authorize?: 'public' | ((...context: never[]) => unknown) | undefined
  /**
   * The attributes that a query of a list may ask for.
   *
   * @default none
   */
  readonly filters?: readonly string[] | undefined
  /**
   * The title of the document.
   *
   * @default 'Characters'
   */
  readonly title?: string | undefined
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  /** The version of OpenAPI. */
  readonly openapi: '3.1.0'
  /** What the document is about. */
  readonly info: {
    /** The `title` of the options. */
    readonly title: string
    /** The version of what is described, `1.0.0`. */
    readonly version: string
  }
  /** One, relative to the document itself: the place where the host mounts the handler. */
  readonly servers: readonly {
    /** A relative reference, such as `../../../..`. */
    readonly url: string
  }[]
  /** The operations of each path. */
  readonly paths: { readonly [path: string]: JsonObject }
  /** What the operations refer to. */
  readonly components: {
    /** JSON Schema 2020-12, under names such as `CharacterCreate`. */
    readonly schemas: { readonly [name: string]: JsonObject }
  }
}

/**
 * Describes what a mount of this service answers, as an OpenAPI 3.1 document, made from the very
 * schemas that judge its input. Mounts serve it at `{basePath}/-/openapi.json`. Where the service
 * tells no `model`, only the fields of every character are described.
 *
 * @throws {TypeError} when the service or an option is not usable, naming it
 *
 * @example
 * ```ts
 * const document = openApiDocument(service, { basePath: '/characters' })
 * await writeFile('openapi.json', JSON.stringify(document, null, 2))
 * ```
 */
export function openApiDocument(
  service: CharacterOperations,
  options?: OpenApiOptions,
): OpenApiDocument {
  checkService('openApiDocument', service)
  // A mount hands on all that it was given.
  const known: KnownOptions<OpenApiOptions> = { ...HANDLER_OPTIONS, title: true }
  checkOptions('openApiDocument', options ?? {}, known)
  const { basePath, view = 'safe', title = 'Characters', authorize } = options ?? {}
  const base = resolveBasePath('openApiDocument', basePath)
  const schemas = toJsonSchemas(service.model ?? defaultModel)
  const filters = resolveFilters('openApiDocument', service, options?.filters)
  const parameters = Object.entries(filters).map(([name, schema]) =>
    filterParameter(name, toFilterSchema(schema)),
  )
  return {
    openapi: '3.1.0',
    info: { title, version: '1.0.0' },
    servers: [{ url: mountOf(base) }],
    paths: describePaths(base, authorize !== 'public', parameters),
    components: { schemas: describeSchemas(schemas, view) },
  }
}

/** From the document, which is at `{base}/-/openapi.json`, up to the place of the mount. */
function mountOf(base: string): string {
  return base
    .split('/')
    .map(() => '..')
    .join('/')
}
