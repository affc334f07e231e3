/**
 * `import { createKoaMiddleware } from 'dramatis/koa'`: serves characters from Koa.
 *
 * @module
 */

export { createKoaMiddleware } from './http/mounts/koa.ts'
export type { KoaContext } from './http/mounts/koa.ts'
