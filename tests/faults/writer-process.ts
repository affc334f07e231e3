import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { WriterMessage, WriterTask } from './writer-worker.ts'

const WORKER = fileURLToPath(new URL('./writer-worker.ts', import.meta.url))

/** A process with a service of its own on a MongoDB server. It ends with this process. */
export class WriterProcess {
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #acknowledged = 0
  #failures: readonly string[] = []
  #onAcknowledged: () => void = () => {}

  private constructor(child: ChildProcess) {
    this.#child = child
    // Not `exit`: what it had said before it died is heard first.
    this.#ended = once(child, 'close')
    child.on('message', (message: WriterMessage) => {
      if (message.failures !== undefined) this.#failures = message.failures
      if (message.version === undefined) return
      this.#acknowledged = message.version
      this.#onAcknowledged()
    })
  }

  /** Starts one; it waits, connected, for its task. */
  static async start(uri: string, database: string): Promise<WriterProcess> {
    const child = fork(WORKER, [uri, database], { execArgv: ['--import', 'tsx'] })
    const writer = new WriterProcess(child)
    await Promise.race([
      once(child, 'message'),
      writer.#ended.then(() => Promise.reject(new Error('a writer did not start'))),
    ])
    return writer
  }

  /** The highest version that it said was acknowledged. */
  get acknowledged(): number {
    return this.#acknowledged
  }

  /** Gives it its task; settles when the first of its updates is acknowledged. */
  async begin(task: WriterTask): Promise<void> {
    const first = new Promise<void>((resolve) => {
      this.#onAcknowledged = resolve
    })
    this.#child.send(task)
    await first
  }

  /** Gives it its task and waits until it is done; gives what failed of it. */
  async carryOut(task: WriterTask): Promise<readonly string[]> {
    this.#child.send(task)
    await this.#ended
    if (this.#child.exitCode !== 0) throw new Error(`a writer ended with ${this.#child.exitCode}`)
    return this.#failures
  }

  /** Ends it with SIGKILL, whatever it is doing; settles when all that it said has been heard. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }
}
