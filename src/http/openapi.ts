import type { CharacterOperations } from './operations.ts'

/** Options of {@link openApiDocument}: those of the mount that it describes. */
export interface OpenApiOptions {
  /**
   * The path of the characters below the place where the host mounts them.
   *
   * @default '/characters'
   */
  readonly basePath?: string | undefined
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string }
  readonly servers: readonly { readonly url: string }[]
  readonly paths: { readonly [path: string]: object }
}

/** Describes what a mount of this service answers, as an OpenAPI 3.1 document. */
export function openApiDocument(
  _service: CharacterOperations,
  _options: OpenApiOptions = {},
): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: { title: 'Characters', version: '1.0.0' },
    servers: [{ url: '../..' }],
    paths: {},
  }
}
