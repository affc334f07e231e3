import { fileURLToPath } from 'node:url'

/** A `mongod` of its own, stopped with `stop()`. */
export interface MemoryServer {
  readonly uri: string
  readonly kind: 'mongodb-memory-server'
  stop(): Promise<void>
}

/**
 * Starts a real `mongod` through mongodb-memory-server. Its binary is kept under `.cache/`. Rejects
 * at once, without a retry, where the binary is neither there nor can be fetched.
 */
export async function startMemoryServer(): Promise<MemoryServer> {
  process.env.MONGOMS_MAX_RETRIES = '0'
  process.env.MONGOMS_DOWNLOAD_DIR ??= fileURLToPath(
    new URL('../../.cache/mongodb-binaries', import.meta.url),
  )
  const { MongoMemoryServer } = await import('mongodb-memory-server')
  // It prints the whole failure by itself; here that is only the sign to take the next server.
  const { warn } = console
  console.warn = () => {}
  try {
    const server = await MongoMemoryServer.create()
    return {
      uri: server.getUri().replace(/\/$/, ''),
      kind: 'mongodb-memory-server',
      stop: async () => void (await server.stop()),
    }
  } finally {
    console.warn = warn
  }
}
