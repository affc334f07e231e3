export { createKoaMiddleware } from './http/koa.ts'
export type { KoaContext } from './http/koa.ts'
