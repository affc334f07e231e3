import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What this process keeps once all garbage is gone. */
export function heapBytes(): number {
  setFlagsFromString('--expose_gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
