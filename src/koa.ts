/**
 * `import { createKoaMiddleware } from 'dramatis/koa'`: serves characters from Koa.
 *
 * @module
 */

export { createKoaMiddleware } from './http/koa.ts'
export type { KoaContext } from './http/koa.ts'
