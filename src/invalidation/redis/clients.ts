/** The part of a client that publishes: one of node-redis or of ioredis, a cluster included. */
export interface RedisPublisher {
  /** Sends a message to all who have subscribed to the channel. */
  publish(channel: string, message: string): Promise<unknown>
  /** Waits for one event of the connection. */
  once(event: string, listener: () => void): unknown
}

/** The part of a client of node-redis (`redis` 4 and newer) that subscribes. */
export interface NodeRedisSubscriber {
  /** Whether commands can be sent at this moment. */
  readonly isReady: boolean
  /** Asks for the messages of a channel; settles when they arrive. */
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  /** Ends that for one listener. */
  unsubscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  /** Listens to an event of the connection. */
  on(event: string, listener: () => void): unknown
  /** Ends that. */
  off(event: string, listener: () => void): unknown
}

/** The part of a client of ioredis that subscribes. */
export interface IoRedisSubscriber {
  /** The state of the connection: `ready` when commands can be sent. */
  readonly status: string
  /** Asks for the messages of a channel; settles when they arrive. */
  subscribe(channel: string): Promise<unknown>
  /** Ends that. */
  unsubscribe(channel: string): Promise<unknown>
  /** Listens to an event: `message`, or one of the connection. */
  on(event: string, listener: (channel: string, message: string) => void): unknown
  /** Ends that. */
  off(event: string, listener: (channel: string, message: string) => void): unknown
}

/** A subscribing client of either kind. */
export type RedisSubscriber = NodeRedisSubscriber | IoRedisSubscriber

/** What tells kinds of clients apart. */
export interface ClientTraits {
  readonly isReady?: unknown
  readonly status?: unknown
  readonly isCluster?: unknown
}

/** What happens on a connection. */
export interface RedisListeners {
  readonly onMessage: (text: string) => void
  /** Commands can be sent. */
  readonly onReady: () => void
  /** Messages are being lost. */
  readonly onLost: () => void
}

/** One way of speaking to both kinds of clients. */
export interface RedisLink {
  /** Whether asking for the channel makes sense now. */
  canJoin(): boolean
  /** Asks for the channel. A second time, it confirms that the server sends it. */
  join(): Promise<unknown>
  leave(): Promise<unknown>
  /** Starts to listen; gives a function that ends it. */
  listen(): () => void
}

/** The link to a client's channel. */
export function linkTo(
  client: RedisSubscriber,
  channel: string,
  listeners: RedisListeners,
): RedisLink {
  return isNodeRedis(client)
    ? nodeRedisLink(client, channel, listeners)
    : ioRedisLink(client, channel, listeners)
}

/** Whether a client can send commands at this moment; `true` when it does not tell. */
export function isReady(client: object): boolean {
  const { isReady: ready, status }: ClientTraits = client
  if (typeof ready === 'boolean') return ready
  // A lazy client of ioredis connects with its first command.
  return typeof status === 'string' ? status === 'ready' || status === 'wait' : true
}

function isNodeRedis(client: RedisSubscriber): client is NodeRedisSubscriber {
  return 'isReady' in client
}

function nodeRedisLink(
  client: NodeRedisSubscriber,
  channel: string,
  { onMessage, onReady, onLost }: RedisListeners,
): RedisLink {
  const onTrouble = (): void => {
    if (!client.isReady) onLost()
  }
  // A client that gives up says no more than `error`, and emits it too when nothing is lost.
  const troubles = ['error', 'reconnecting', 'terminated', 'end']
  return {
    canJoin: () => client.isReady,
    join: () => client.subscribe(channel, onMessage),
    leave: () => client.unsubscribe(channel, onMessage),
    listen() {
      client.on('ready', onReady)
      for (const event of troubles) client.on(event, onTrouble)
      return () => {
        client.off('ready', onReady)
        for (const event of troubles) client.off(event, onTrouble)
      }
    },
  }
}

function ioRedisLink(
  client: IoRedisSubscriber,
  channel: string,
  { onMessage, onReady, onLost }: RedisListeners,
): RedisLink {
  const onAnyMessage = (from: string, text: string): void => {
    if (from === channel) onMessage(text)
  }
  return {
    canJoin: () => isReady(client),
    join: () => client.subscribe(channel),
    leave: () => client.unsubscribe(channel),
    listen() {
      client.on('message', onAnyMessage)
      client.on('ready', onReady)
      client.on('close', onLost)
      client.on('end', onLost)
      return () => {
        client.off('message', onAnyMessage)
        client.off('ready', onReady)
        client.off('close', onLost)
        client.off('end', onLost)
      }
    },
  }
}
