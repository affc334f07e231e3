import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FleetCommand, FleetSettings, Mark, WorkerApi } from './fleet-worker.ts'

const WORKER = fileURLToPath(new URL('./fleet-worker.ts', import.meta.url))

/** A process that runs one service, and answers calls. */
export interface FleetMember extends WorkerApi {
  /** What it has said was acknowledged, also when it was killed since. */
  readonly marks: readonly Mark[]
  /** Ends the process with SIGKILL. */
  kill(): Promise<void>
  /** Ends the process; rejects when it ended by itself. */
  end(): Promise<void>
}

/** Starts processes that share a database and a bus, each with a service of its own. */
export async function startFleet(size: number, settings: FleetSettings): Promise<FleetMember[]> {
  const members = await Promise.all(Array.from({ length: size }, () => startMember(settings)))
  await Promise.all(members.map((member) => member.join()))
  return members
}

/** Closes the services of a fleet and ends its processes. */
export async function endFleet(fleet: readonly FleetMember[]): Promise<void> {
  await Promise.all(fleet.map((member) => member.close()))
  await Promise.all(fleet.map((member) => member.end()))
}

/** Starts one process. */
export async function startMember(settings: FleetSettings): Promise<FleetMember> {
  const child = fork(WORKER, [JSON.stringify(settings)], { execArgv: ['--import', 'tsx'] })
  const calls = new Calls(child)
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve))
  return {
    marks: calls.marks,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    join: () => calls.send('join'),
    watch: () => calls.send('watch'),
    write: (count) => calls.send('write', count),
    load: () => calls.send('load'),
    unload: () => calls.send('unload'),
    serve: () => calls.send('serve'),
    cutInHeartbeat: () => calls.send('cutInHeartbeat'),
    readAll: () => calls.send('readAll'),
    report: () => calls.send('report'),
    countBacks: () => calls.send('countBacks'),
    close: () => calls.send('close'),
    async end() {
      child.disconnect()
      const code = await exited
      if (code !== 0) throw new Error(`a process of the fleet ended with ${code}`)
    },
  }
}

/** Calls to a process, matched with their answers. */
class Calls {
  readonly #child: ChildProcess
  readonly #open = new Map<number, { resolve(value: never): void; reject(error: Error): void }>()
  readonly marks: Mark[] = []
  #last = 0

  constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (answer: { id: number; value?: never; error?: string; mark?: Mark }) => {
      if (answer.mark !== undefined) {
        this.marks.push(answer.mark)
        return
      }
      const call = this.#open.get(answer.id)
      this.#open.delete(answer.id)
      if (answer.error === undefined) call?.resolve(answer.value as never)
      else call?.reject(new Error(answer.error))
    })
    child.on('exit', (code) => {
      for (const { reject } of this.#open.values()) reject(new Error(`ended with ${code}`))
    })
  }

  send<T>(method: keyof WorkerApi, argument?: number): Promise<T> {
    const id = ++this.#last
    const command: FleetCommand = { id, method, argument }
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject })
      this.#child.send(command)
    })
  }
}
