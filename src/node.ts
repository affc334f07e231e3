/**
 * `import { createNodeHandler } from 'dramatis/node'`: serves characters from `node:http`, Connect,
 * Express and NestJS.
 *
 * @module
 */

export { createNodeHandler } from './http/mounts/node.ts'
export type { NodeHandler } from './http/mounts/node.ts'
