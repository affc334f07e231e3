/**
 * `import { charactersPlugin } from 'dramatis/fastify'`: serves characters from Fastify.
 *
 * @module
 */

export { charactersPlugin } from './http/mounts/fastify.ts'
export type {
  CharactersPluginOptions,
  FastifyInstanceLike,
  FastifyReplyLike,
  FastifyRequestLike,
} from './http/mounts/fastify.ts'
