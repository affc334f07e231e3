import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { mongoClassPath } from './mongo-classpath.ts'

/** How to start a server of one's own. */
export interface StartMongoOptions {
  /** Change streams. Keeps every write in memory. */
  readonly oplog?: boolean | undefined
  /** Persist to this file (one server at a time); in memory without it. */
  readonly h2File?: string | undefined
  /** Listen here, as after a restart; on a free port without it. */
  readonly port?: number | undefined
}

/** A MongoDB server in a process of its own. */
export interface MongoServer {
  /** `mongodb://127.0.0.1:<port>`, without a database. */
  readonly uri: string
  readonly port: number
  readonly kind: 'mongo-java-server'
  readonly pid: number
  /** Ends it in order: an H2 file holds all that was acknowledged. */
  stop(): Promise<void>
  /** Ends it with SIGKILL: an H2 file may lack the last second. */
  kill(): Promise<void>
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

/**
 * Starts mongo-java-server (wire version 13, no sessions, no transactions) in under a second. It
 * ends with `stop()`, with `kill()`, and by itself when this process is gone, however that ended.
 *
 * Most tests want the server of the run instead: see `openMongo` in `mongo.ts`. This one is for
 * tests that restart a server or need change streams:
 *
 * ```ts
 * const server = await startMongo({ h2File: join(directory, 'data.h2') })
 * await server.stop()
 * const again = await startMongo({ h2File: join(directory, 'data.h2'), port: server.port })
 * ```
 */
export async function startMongo(options: StartMongoOptions = {}): Promise<MongoServer> {
  const args = ['-Xmx512m', '-cp', await mongoClassPath(), 'MongoServerLauncher']
  if (options.port !== undefined) args.push('--port', String(options.port))
  if (options.h2File !== undefined) args.push('--h2', options.h2File)
  if (options.oplog === true) args.push('--oplog')
  // In a process group of its own: Ctrl-C reaches the runner first, which then stops it in order.
  const child = spawn('java', args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  const uri = await addressOf(child)
  child.unref()

  const gone = once(child, 'exit')
  const end = async (signal: () => void): Promise<void> => {
    child.ref()
    if (child.exitCode === null && child.signalCode === null) {
      signal()
      await gone
    }
  }
  return {
    uri,
    port: Number(new URL(uri).port),
    kind: 'mongo-java-server',
    pid: child.pid ?? -1,
    stop: () => end(() => child.stdin.end()),
    kill: () => end(() => child.kill('SIGKILL')),
  }
}

function addressOf(child: Child): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const uri = /^listening (\S+)$/m.exec(output)?.[1]
      if (uri !== undefined) resolve(uri)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('error', reject)
    child.on('exit', () => reject(new Error(`mongo-java-server did not start: ${output}`)))
  })
}
