import type { Db } from 'mongodb'
import { onTestFinished } from 'vitest'
import { mongoUri } from '../../support/mongo.ts'
import { type RunningProgram, startProgram } from '../../support/running-program.ts'

/** A server that listens. */
export interface Serving extends RunningProgram {
  /** `http://127.0.0.1:…` */
  readonly origin: string
}

// The second is how workerd says it.
const LISTENS = /http:\/\/127\.0\.0\.1:(\d+)|"event":"listen".*"port":(\d+)/

/** Starts a server, which is gone when the test ends, whatever becomes of it. */
export async function serving(...start: Parameters<typeof startProgram>): Promise<Serving> {
  const server = startProgram(...start)
  onTestFinished(async () => void (await server.stop('SIGKILL')))
  const [, port, alsoPort] = await server.printed(LISTENS)
  return { ...server, origin: `http://127.0.0.1:${port ?? alsoPort}` }
}

/** The address of a database on the server of the run. */
export function addressOf(db: Db): string {
  return (mongoUri() ?? '').replace(/^(mongodb.*?:\/\/[^/?]+)(\/[^?]*)?/, `$1/${db.databaseName}`)
}
