import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createCharacterHandler } from '../../../src/http/mounts/fetch.ts'
import { openApiDocument } from '../../../src/http/openapi/document.ts'
import { defineCharacterModel } from '../../../src/model/define-character.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { luna } from '../../support/characters.ts'
import { EVERY_ROUTE, type RouteCase } from '../every-route.ts'
import { app } from '../kit.ts'

const model = defineCharacterModel({
  attributes: { mood: z.enum(['calm', 'wild']).default('calm'), secret: z.string().max(9) },
  private: ['secret'],
})
const service = new CharacterService({ storage: memoryStorage(), model })

/** The properties of a schema of the document, by name. */
function propertiesOf(document: object, name: string): string[] {
  const { components } = document as ReturnType<typeof openApiDocument>
  return Object.keys(components.schemas[name]?.properties as object)
}

test.each([
  ['the defaults', {}],
  ['another base path', { basePath: '/api/v1/cast' }],
  ['the root as base path', { basePath: '/' }],
  ['the full view', { view: 'full' as const }],
  ['a view by request', { view: () => 'safe' as const }],
])('is a valid OpenAPI document: %s', async (_title, options) => {
  const document = JSON.parse(JSON.stringify(openApiDocument(service, options)))
  const { valid, errors } = await new Validator().validate(document)
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
})

test('shows attributes where they belong, and secrets nowhere', () => {
  const document = openApiDocument(service)
  expect(propertiesOf(document, 'CharacterCreate')).toContain('mood')
  expect(propertiesOf(document, 'CharacterUpdate')).toContain('secret')
  expect(propertiesOf(document, 'Character')).toContain('mood')
  expect(propertiesOf(document, 'Character')).not.toContain('secret')
  expect(propertiesOf(document, 'Character')).not.toContain('system_prompt')
})

test.each([
  ['http://host/characters/-/openapi.json', '/characters', '/'],
  ['http://host/api/v1/characters/-/openapi.json', '/characters', '/api/v1/'],
  ['http://host/api/-/openapi.json', '/', '/api/'],
])('%s leads back to the place of the mount', (url, basePath, mount) => {
  const [server] = openApiDocument(service, { basePath }).servers
  expect(new URL(server?.url ?? '', url).pathname).toBe(mount)
})

test('is served by every mount, as it describes itself', async () => {
  const handler = createCharacterHandler(service, { authorize: () => true })
  const response = await handler(new Request('http://host/characters/-/openapi.json'))
  expect(response.status).toBe(200)
  const document = (await response.json()) as ReturnType<typeof openApiDocument>
  expect(Object.keys(document.paths)).toContain('/characters/{name}/versions/{version}')
  for (const [path, methods] of Object.entries<object>(document.paths)) {
    const url = `http://host${path.replace(/\{(\w+)\}/g, '1')}`
    const options = await handler(new Request(url, { method: 'OPTIONS' }))
    const allowed = options.headers.get('allow')?.toLowerCase().split(', ')
    expect(allowed).toEqual(expect.arrayContaining(Object.keys(methods)))
  }
})

interface Described {
  readonly operationId: string
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly responses: { readonly [status: string]: unknown }
}

const CONDITIONS = { 'If-Match': '"x"', 'If-None-Match': '*' }

/** The conditions that an operation honours: those that fail where they cannot hold. */
async function honoured({ method, path, json, operation }: RouteCase): Promise<string[]> {
  const names: string[] = []
  for (const [name, value] of Object.entries(CONDITIONS)) {
    const { call, service } = app()
    await service.createCharacter(luna())
    if (operation === 'removeLabel') await service.setLabel('luna', 'live', 1)
    const { id } = await service.createCharacter(luna({ name: 'vega' }))
    await service.deleteCharacter('vega')
    const body = operation === 'create' ? luna({ name: 'nova' }) : json
    const sent = { headers: { [name]: value }, ...(body !== undefined && { json: body }) }
    const { status } = await call(method, path.replace(/a{24}/i, id), sent)
    if ([304, 412].includes(status)) names.push(name)
    else expect([operation, status]).toEqual([operation, 200])
  }
  return names
}

// Red when a condition is honoured that the document does not name, or named and not honoured.
test.each(EVERY_ROUTE)(
  'names the conditions of $operation, and that they may fail',
  async (route) => {
    const { paths } = openApiDocument(service)
    const described = Object.values(paths)
      .flatMap((methods) => Object.values(methods) as unknown as Described[])
      .find(({ operationId }) => operationId === route.operation)
    const named = described?.parameters
      .filter((one) => one.in === 'header' && one.name !== 'Prefer')
      .map(({ name }) => name)
    expect(named).toEqual(await honoured(route))
    expect(described?.responses[412] !== undefined).toBe(named?.includes('If-Match'))
  },
)
