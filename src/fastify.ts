export { charactersPlugin } from './http/fastify.ts'
export type {
  CharactersPluginOptions,
  FastifyInstanceLike,
  FastifyReplyLike,
  FastifyRequestLike,
} from './http/fastify.ts'
