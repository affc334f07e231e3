/**
 * `import { redisInvalidation } from 'dramatis/redis'`: a bus between services over Redis, for clients
 * of node-redis and ioredis.
 *
 * @module
 */

export type { RedisInvalidationOptions } from './invalidation/redis.ts'
export { redisInvalidation } from './invalidation/redis.ts'
export type {
  IoRedisSubscriber,
  NodeRedisSubscriber,
  RedisPublisher,
  RedisSubscriber,
} from './invalidation/redis-clients.ts'
