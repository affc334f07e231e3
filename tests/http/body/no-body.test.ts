import { createServer } from 'node:http'
import express from 'express'
import express4 from 'express4'
import { afterEach, describe, expect, test } from 'vitest'
import { createNodeHandler } from '../../../src/http/mounts/node.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { luna } from '../../support/characters.ts'
import { app, outcome } from '../kit.ts'
import { askPort, portOf } from '../mounts/mount.ts'

let stop: (() => void) | undefined
afterEach(() => stop?.())

interface Stack {
  use(...handlers: object[]): unknown
}

/** A host with parsers of its own before our handler. */
async function behindParsers(stack: Stack, parsers: readonly object[]) {
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna())
  const { id } = await service.createCharacter(luna({ name: 'nova' }))
  await service.deleteCharacter('nova')
  for (const parser of parsers) stack.use(parser)
  stack.use(createNodeHandler(service, { authorize: 'public' }))
  const server = createServer(stack as never)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stop = () => server.close()
  const ask = async (method: string, path: string, type: string) => {
    const headers = { 'content-type': type, 'content-length': '0' }
    const { status, body } = await askPort(portOf(server), { method, path, headers })
    return { status, code: JSON.parse(body.toString()).code }
  }
  return { service, id, ask }
}

describe.each([
  ['no parser', () => []],
  ['express.json()', () => [express.json()]],
  ['parsers of everything', () => [express.json(), express.urlencoded(), express.text()]],
  ['raw bodies', () => [express.raw({ type: () => true })]],
] as const)('a request that announces no body, after %s', (_, parsers) => {
  test.each([
    ['Express 5', () => express()],
    ['Express 4', () => express4()],
  ] as const)('changes nothing: %s', async (_, makeApp) => {
    const { service, ask } = await behindParsers(makeApp(), parsers())
    const put = await ask('PUT', '/characters/luna', 'application/json')
    expect(put).toEqual({ status: 400, code: 'INVALID_REQUEST' })
    expect(await service.getCharacter('luna')).toMatchObject({ version_number: 1 })
  })

  // Red when a form of another site, sent without a body, restores.
  test('restores nothing with the content-type of a form', async () => {
    const { service, id, ask } = await behindParsers(express(), parsers())
    const path = `/characters/-/deleted/${id}/restore`
    for (const type of FORMS) {
      const answer = await ask('POST', path, type)
      expect([type, answer]).toEqual([type, { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' }])
    }
    expect(await service.listDeletedCharacters()).toHaveLength(1)
    expect((await ask('POST', path, 'application/json')).status).toBe(200)
  })
})

const FORMS = ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x']

describe('a restore', () => {
  async function deleted() {
    const { call, service } = app()
    const { id } = await service.createCharacter(luna())
    await service.deleteCharacter('luna')
    return { call, service, path: `/characters/-/deleted/${id}/restore` }
  }

  test('without a body is 415 with the content-type of a form, and taken without one', async () => {
    const { call, path } = await deleted()
    for (const type of FORMS) {
      const answer = await call('POST', path, { headers: { 'content-type': type } })
      expect(outcome(answer)).toBe('415 UNSUPPORTED_MEDIA_TYPE')
    }
    expect((await call('POST', path)).status).toBe(200)
  })

  test('with null is 400, as with an array', async () => {
    const { call, service, path } = await deleted()
    for (const json of [null, []]) {
      expect(outcome(await call('POST', path, { json }))).toBe('400 CHARACTER_VALIDATION')
    }
    expect(await service.listDeletedCharacters()).toHaveLength(1)
  })
})
