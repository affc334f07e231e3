import type { IncomingMessage, RequestListener } from 'node:http'
import type { HandlerOptions } from '../../../../src/http/handler-options.ts'
import { createNodeHandler } from '../../../../src/http/mounts/node.ts'
import { characterPage } from '../../../../src/page.ts'
import { CharacterService } from '../../../../src/service/character-service.ts'
import type { CharacterStorage } from '../../../../src/storage/character-storage.ts'
import { memoryStorage } from '../../../../src/storage/memory/storage.ts'
import { listen as listenAnywhere } from '../../../client/world.ts'
import { CAST_MODEL } from './model.ts'

/** How a host is set up. */
export interface HostSetup {
  readonly storage?: CharacterStorage | undefined
  readonly options?: Partial<HandlerOptions<IncomingMessage>> | undefined
  /** Puts the mount into a host of another kind, in the place of `node:http` alone. */
  readonly mount?: ((service: CastService, options: CastOptions) => Promise<Mounted>) | undefined
}

/** A service of the cast. */
export type CastService = ReturnType<typeof castService>

/** What every mount of the cast is given. */
export type CastOptions = HandlerOptions<IncomingMessage>

/** A host that listens. */
export interface Mounted {
  /** `http://127.0.0.1:…` */
  readonly origin: string
  /** The path of the characters. */
  readonly base: string
  close(): Promise<void>
}

/** A host with the page in it, and the service behind it, to look what is stored. */
export interface Host extends Mounted {
  readonly service: CastService
  /** Where the page is. */
  readonly page: string
}

/** Who a person says to be. */
export const USER = 'x-user'

/** Starts a host. */
export async function startHost({ storage, options, mount }: HostSetup = {}): Promise<Host> {
  const service = castService(storage ?? memoryStorage())
  const mounted = await (mount ?? onNode)(service, {
    authorize: 'public',
    view: 'full',
    by: ({ request }) => String(request.headers[USER] ?? 'nobody'),
    filters: ['mood'],
    page: characterPage({ title: 'Cast', label: 'production' }),
    ...options,
  })
  return { ...mounted, service, page: `${mounted.origin}${mounted.base}/-/page` }
}

/** Listens at a free port. */
export async function listen(listener: RequestListener, base: string): Promise<Mounted> {
  const { origin, close } = await listenAnywhere(listener)
  return { origin, base, close }
}

function castService(storage: CharacterStorage) {
  return new CharacterService({ storage, model: CAST_MODEL })
}

function onNode(service: CastService, options: CastOptions): Promise<Mounted> {
  return listen(createNodeHandler(service, options), options.basePath ?? '/characters')
}
