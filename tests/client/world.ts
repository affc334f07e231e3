import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { HandlerOptions } from '../../src/http/handler-options.ts'
import { createNodeHandler } from '../../src/http/mounts/node.ts'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { portOf } from '../http/mounts/mount.ts'
import { type Library, ruleModelOf, ruleServiceOf } from './rules/rule-service.ts'

const LIBRARY: Library = { CharacterService, defineCharacterModel, memoryStorage }

/** The model of the rules. */
export const RULE_MODEL = ruleModelOf(LIBRARY)

/** A service that makes the same ids and times each time it is made. */
export const freshService = () => ruleServiceOf(LIBRARY)

/** A server at a port. */
export interface Place {
  /** `http://127.0.0.1:…`, without a slash at its end. */
  readonly origin: string
  readonly server: Server
  close(): Promise<void>
}

/** Listens at a free port. */
export async function listen(listener: RequestListener): Promise<Place> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { origin: `http://127.0.0.1:${portOf(server)}`, server, close }
}

/** The path of the characters of a world of its own: `/full/17/characters`. */
const WORLD = /^\/(safe|full)\/[\w-]+(?=\/)/

/**
 * Serves any number of worlds, each with a service of its own that is made when it is first asked for:
 * the characters of the world `17` are at `/full/17/characters`, and at `/safe/…`.
 */
export function worlds(options: Partial<HandlerOptions<IncomingMessage>> = {}): RequestListener {
  const handlers = new Map<string, RequestListener>()
  return (request, response) => {
    const [base, view] = WORLD.exec(request.url ?? '') ?? []
    if (base === undefined) return void response.writeHead(404).end()
    let handler = handlers.get(base)
    if (handler === undefined) {
      handler = createNodeHandler(freshService(), {
        authorize: 'public',
        basePath: `${base}/characters`,
        view: view as 'safe' | 'full',
        filters: ['mood', 'level', 'tags'],
        ...options,
      }) as RequestListener
      handlers.set(base, handler)
    }
    handler(request, response)
  }
}
