export { createNodeHandler } from './http/node.ts'
export type { NodeHandler } from './http/node.ts'
