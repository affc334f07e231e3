/** A worker, with one service for all the requests that an instance of it answers. */
import { CharacterService, createCharacterHandler, memoryStorage } from 'dramatis'
import { FETCH_OPTIONS } from './characters.mjs'

const memory = memoryStorage()

/** It answers later, as one behind a network: a request waits for what another request began. */
const storage = new Proxy(memory, {
  get(target, key) {
    const value = Reflect.get(target, key)
    if (typeof value !== 'function') return value
    return async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      return value.apply(target, args)
    }
  },
})
const handler = createCharacterHandler(new CharacterService({ storage }), FETCH_OPTIONS)

export default { fetch: (request) => handler(request) }
