import type { TestProject } from 'vitest/node'
import { mongoClassPath } from './mongo-classpath.ts'
import { startMongo } from './mongo-server.ts'
import { startMemoryServer } from './mongodb-memory-server.ts'

/** The MongoDB server of a run, or why there is none. */
export type MongoOfTheRun =
  | { readonly uri: string; readonly kind: string }
  | { readonly uri: null; readonly reason: string }

declare module 'vitest' {
  interface ProvidedContext {
    mongo: MongoOfTheRun
    /** Why `startMongo` cannot work here; `null` when it can. */
    noOwnMongo: string | null
  }
}

interface Started {
  readonly uri: string
  readonly kind: string
  stop(): Promise<void>
}

/**
 * Picks the MongoDB server of the run, once, and tells the tests through `mongo.ts`: the one of
 * `MONGODB_URI`, else mongodb-memory-server where it has or can fetch a binary, else
 * mongo-java-server where there are Java and Maven, else none. `REQUIRE_MONGO=1` makes that an error.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const noOwnMongo = await mongoClassPath().then(() => null, firstLine)
  project.provide('noOwnMongo', noOwnMongo)
  if (noOwnMongo !== null && process.env.REQUIRE_MONGO === '1') {
    throw new Error(`REQUIRE_MONGO=1, but mongo-java-server cannot start: ${noOwnMongo}`)
  }
  const failures: string[] = []
  const server = await firstThatStarts(failures)
  if (server === null) {
    const reason = failures.join('; ')
    if (process.env.REQUIRE_MONGO === '1') throw new Error(`REQUIRE_MONGO=1, but ${reason}`)
    console.log(`MongoDB: NONE. TESTS THAT NEED A SERVER ARE SKIPPED: ${reason}`)
    project.provide('mongo', { uri: null, reason })
    return async () => {}
  }
  console.log(`MongoDB: ${server.kind} at ${withoutCredentials(server.uri)}`)
  project.provide('mongo', { uri: server.uri, kind: server.kind })
  return () => server.stop()
}

async function firstThatStarts(failures: string[]): Promise<Started | null> {
  const given = process.env.MONGODB_URI
  if (given) return { uri: given, kind: 'MONGODB_URI', stop: async () => {} }
  for (const start of [startMemoryServer, startMongo]) {
    try {
      return await start()
    } catch (error) {
      failures.push(firstLine(error))
    }
  }
  return null
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? ''
}

function withoutCredentials(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//')
}
