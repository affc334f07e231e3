import { expect, test, vi } from 'vitest'

/** A copy of the library, as a bundler makes one for each of its bundles. */
async function copy() {
  vi.resetModules()
  const { CharacterService } = await import('../../../src/service/character-service.ts')
  const { memoryStorage } = await import('../../../src/storage/memory/storage.ts')
  const { openApiDocument } = await import('../../../src/http/openapi/document.ts')
  return { service: new CharacterService({ storage: memoryStorage() }), openApiDocument }
}

// Red when a document describes the fields of its own copy in the place of those of the model.
test('a document is the same where another copy of the library made the service', async () => {
  const [one, other] = [await copy(), await copy()]
  const document = other.openApiDocument(one.service)
  expect(document).toEqual(other.openApiDocument(other.service))
  const { properties } = document.components.schemas.Character as { properties: object }
  expect(properties).toHaveProperty('created_at.format', 'date-time')
})
