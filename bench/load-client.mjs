import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const CONNECTIONS = 64
const SECONDS = Number(process.env.SECONDS ?? 2)

/** Starts the process that loads servers of this one. */
export function startLoad() {
  const child = fork(fileURLToPath(new URL('./load.mjs', import.meta.url)), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return {
    /**
     * Loads one server, all of whose answers must have the status.
     *
     * @returns answers per second, and microseconds of this process's CPU for each
     */
    async run({ url, headers = {} }, status) {
      const before = process.cpuUsage()
      child.send({ url, headers, seconds: SECONDS, connections: CONNECTIONS })
      const [{ perSecond, answers, statuses, errors, timeouts }] = await once(child, 'message')
      const { user, system } = process.cpuUsage(before)
      if (errors + timeouts > 0 || statuses.some((given) => given !== String(status))) {
        throw new Error(`${url}: ${errors} errors, ${timeouts} timeouts, statuses ${statuses}`)
      }
      return { perSecond, cpuUs: (user + system) / answers }
    },
    stop: () => child.kill(),
  }
}
