import { createCharacterClient } from '../../src/client/character-client.ts'
import type { CharacterClientOptions, ClientRequest } from '../../src/client/client-options.ts'
import { createCharacterHandler } from '../../src/http/mounts/fetch.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'

interface Sent extends ClientRequest {
  readonly url: string
}

type Answering = (sent: Sent, count: number) => Response | undefined | Promise<Response | undefined>

/** A client of a handler in this process; what is sent can be answered in its place. */
export function watched(
  options: Partial<CharacterClientOptions> = {},
  answering: Answering = () => undefined,
) {
  const service = new CharacterService({ storage: memoryStorage() })
  const handler = createCharacterHandler(service, { authorize: 'public', view: 'full' })
  const sent: Sent[] = []
  const fetch = async (url: string, request: ClientRequest): Promise<Response> => {
    const one = { ...request, url }
    sent.push(one)
    return (await answering(one, sent.length)) ?? handler(new Request(url, request))
  }
  const url = 'http://host.test/characters/'
  return { service, sent, client: createCharacterClient({ url, fetch, ...options }) }
}
