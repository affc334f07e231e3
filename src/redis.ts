export type { RedisInvalidationOptions } from './invalidation/redis.ts'
export { redisInvalidation } from './invalidation/redis.ts'
export type {
  IoRedisSubscriber,
  NodeRedisSubscriber,
  RedisPublisher,
  RedisSubscriber,
} from './invalidation/redis-clients.ts'
