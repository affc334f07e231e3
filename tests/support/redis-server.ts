import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { describe } from 'vitest'

/** A Redis server in a process of its own. */
export interface RedisServer {
  /** `redis://127.0.0.1:<port>` */
  readonly url: string
  readonly port: number
  /** Ends it in order: clients see their connections close. */
  stop(): Promise<void>
  /** Ends it with SIGKILL. */
  kill(): Promise<void>
  /** Starts it again on the same port, empty. */
  start(): Promise<void>
}

/** Why there is no Redis server for the tests, or `null` where there is one. */
export const redisMissing: string | null = whyMissing()

/**
 * Starts `redis-server` on a free port, or on a given one; in memory, nothing is kept. It ends with
 * `stop()`, with `kill()`, and by itself when this process is gone, however that ended.
 */
export async function startRedis(port?: number): Promise<RedisServer> {
  const at = port ?? (await freePort())
  let server = await launch(at)
  return {
    url: `redis://127.0.0.1:${at}`,
    port: at,
    stop: () => server.end('SIGTERM'),
    kill: () => server.end('SIGKILL'),
    start: async () => {
      server = await launch(at)
    },
  }
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/**
 * A `describe` that is skipped, with the printed reason, where `redis-server` is not installed, and
 * fails there under `REQUIRE_REDIS=1`.
 */
export function describeWithRedis(title: string, fn: () => void): void {
  if (redisMissing === null) {
    describe(title, fn)
    return
  }
  if (process.env.REQUIRE_REDIS === '1') throw new Error(`REQUIRE_REDIS=1, but ${redisMissing}`)
  console.log(`SKIPPED ${title}: NO REDIS SERVER: ${redisMissing}`)
  describe.skip(title, fn)
}

interface Launched {
  end(signal: NodeJS.Signals): Promise<void>
}

// The shell ends the server when its own input closes, which it does whatever ends this process.
const SCRIPT = 'redis-server "$@" & pid=$!; echo "pid $pid"; cat >/dev/null; kill $pid; wait'

async function launch(port: number): Promise<Launched> {
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--dir', tmpdir()]
  const inMemory = ['--save', '', '--appendonly', 'no']
  // In a process group of its own: Ctrl-C reaches the runner first, which then stops it in order.
  const shell = spawn('sh', ['-c', SCRIPT, 'sh', ...settings, ...inMemory], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  })
  const pid = await pidOf(shell)
  await listening(port)
  shell.unref()
  return {
    async end(signal) {
      if (shell.exitCode !== null) return
      const gone = once(shell, 'exit')
      shell.ref()
      process.kill(pid, signal)
      shell.stdin?.end()
      await gone
    },
  }
}

function pidOf(shell: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = ''
    shell.stdout?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(0, 4_096)
      const pid = /^pid (\d+)$/m.exec(output)?.[1]
      if (pid !== undefined) resolve(Number(pid))
    })
    shell.on('error', reject)
    shell.on('exit', () => reject(new Error(`redis-server did not start: ${output}`)))
  })
}

/** Settles when the server takes connections: there is no other sign of it to wait for. */
async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return
    } catch {
      await delay(10)
    } finally {
      socket.destroy()
    }
  }
  throw new Error(`redis-server does not listen on ${port}`)
}

function whyMissing(): string | null {
  const { error, status } = spawnSync('redis-server', ['--version'])
  if (error !== undefined) return `redis-server could not be started (${error.message})`
  return status === 0 ? null : `redis-server --version ended with ${status}`
}
