import { createNodeHandler } from '../../../src/http/mounts/node.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { listen } from '../../client/world.ts'
import { type Answers, answersOf } from './questions.ts'

/** What the sources answer, on Node. */
export async function expectedAnswers(): Promise<Answers> {
  const handler = createNodeHandler(new CharacterService({ storage: memoryStorage() }), {
    basePath: '/api/characters',
    authorize: ({ operation, request }) =>
      ['list', 'get', 'openapi'].includes(operation) ||
      request.headers['x-api-key'] === 'let-me-write' || {
        status: 401,
        headers: { 'www-authenticate': 'ApiKey' },
      },
  })
  const place = await listen((request, response) => void handler(request, response))
  try {
    return await answersOf(`${place.origin}/api/characters`)
  } finally {
    await place.close()
  }
}
