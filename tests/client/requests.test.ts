import { describe, expect, test } from 'vitest'
import { createCharacterClient } from '../../src/client/character-client.ts'
import type { ClientRequest } from '../../src/client/client-options.ts'
import { isCharacterError } from '../../src/errors.ts'
import { createCharacterHandler } from '../../src/http/mounts/fetch.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { watched } from './watched.ts'

function busy(status: number, headers: Record<string, string> = {}): Response {
  return new Response('<h1>busy</h1>', { status, headers })
}

describe('headers', () => {
  test('are asked for each request, each time that it is sent', async () => {
    let count = 0
    const headers = async () => ({ authorization: `Bearer ${++count}`, 'Content-Type': 'text/odd' })
    const { client, sent } = watched({ headers }, (_, n) => (n === 1 ? busy(503) : undefined))
    await client.listCharacters()
    await client.createCharacter(luna())
    const said = sent.map((one) => [one.headers.authorization, one.headers['content-type']])
    expect(said).toEqual([
      ['Bearer 1', 'text/odd'],
      ['Bearer 2', 'text/odd'],
      ['Bearer 3', 'application/json'],
    ])
  })

  test('are read once where they are an object', async () => {
    const headers: Record<string, string> = { 'x-key': 'a' }
    const { client, sent } = watched({ headers })
    headers['x-key'] = 'b'
    await client.countCharacters()
    expect(sent[0]?.headers['x-key']).toBe('a')
  })

  test('that throw end the call with what they threw, and nothing is sent', async () => {
    const headers = () => Promise.reject(new RangeError('no token'))
    const { client, sent } = watched({ headers })
    await expect(client.createCharacter(luna())).rejects.toThrow(RangeError)
    expect(sent).toEqual([])
  })

  // Red when only the requests of a call are bound, and not what the host does for them.
  test('that never come end the call at its deadline, and nothing is sent', async () => {
    const { client, sent } = watched({ headers: () => new Promise(() => {}), timeoutMs: 20 })
    await expect(client.createCharacter(luna())).rejects.toMatchObject({ code: 'TIMEOUT' })
    expect(sent).toEqual([])
  })

  test('that cannot be sent are misuse, and their values are not told', async () => {
    const bad = { authorization: 'hid\nden' }
    expect(() => watched({ headers: bad })).toThrow(/^createCharacterClient: headers must be/)
    const { client } = watched({ headers: () => bad })
    const error = await client.getCharacter('luna').catch(String)
    expect(error).toMatch(/^TypeError: createCharacterClient: headers/)
    expect(error).not.toContain('hid')
  })
})

describe('a read', () => {
  test.each([502, 503, 504])('that %i answers is sent again, at most twice', async (status) => {
    const { client, sent } = watched({}, (_, n) => (n < 3 ? busy(status) : undefined))
    expect(await client.listCharacters()).toEqual([])
    expect(sent).toHaveLength(3)
    const lost = watched({}, () => busy(status))
    await expect(lost.client.listCharacters()).rejects.toMatchObject({ status })
    expect(lost.sent).toHaveLength(3)
  })

  test('is sent again when the server says when', async () => {
    const { client, sent } = watched({}, (_, n) =>
      n === 1 ? busy(429, { 'retry-after': '0' }) : undefined,
    )
    await client.listCharacters()
    expect(sent).toHaveLength(2)
  })

  test.each([429, 500, 404, 401])('that %i answers is not sent again', async (status) => {
    const { client, sent } = watched({}, () => busy(status))
    await expect(client.getCharacter('luna')).rejects.toMatchObject({
      status,
      code: 'UNEXPECTED_ANSWER',
    })
    expect(sent).toHaveLength(1)
  })

  // Red when a wait is begun that cannot end in time.
  test('is not waited for longer than there is time', async () => {
    const { client, sent } = watched({ timeoutMs: 5_000 }, () => busy(503, { 'retry-after': '60' }))
    await expect(client.listCharacters()).rejects.toMatchObject({ status: 503 })
    expect(sent).toHaveLength(1)
  })

  test('is sent as often as retries say', async () => {
    for (const retries of [0, 1, 4]) {
      const { client, sent } = watched({ retries }, () => Promise.reject(new TypeError('failed')))
      const error = await client.getCharacter('luna').catch((e) => e)
      expect(error).toMatchObject({ status: 0, code: 'NETWORK_ERROR', name: 'CharacterHttpError' })
      expect(sent).toHaveLength(retries + 1)
    }
  })

  test('given up by its caller is not sent again, and a fetch that does not listen is left', async () => {
    const controller = new AbortController()
    const { client, sent } = watched({}, () => new Promise(() => {}))
    const call = client.getCharacter('luna', { signal: controller.signal })
    await Promise.resolve()
    controller.abort(new RangeError('enough'))
    await expect(call).rejects.toThrow('enough')
    expect(sent.length).toBeLessThanOrEqual(1)
  })

  // Red when nobody but a fetch that listens ends a body that stands still.
  test('whose body stands still leaves none behind at its deadline', async () => {
    const cancelled: unknown[] = []
    const body = new ReadableStream({ cancel: (reason) => void cancelled.push(reason) })
    const { client } = watched({ timeoutMs: 20 }, () => new Response(body))
    await expect(client.getCharacter('luna')).rejects.toMatchObject({ code: 'TIMEOUT' })
    expect(cancelled).toHaveLength(1)
  })

  test('of many names has at most eight under way', async () => {
    let [open, most] = [0, 0]
    const { client, sent } = watched({}, async () => {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open--
      return undefined
    })
    const found = await client.getCharacters(Array.from({ length: 50 }, (_, n) => `c${n}`))
    expect(found).toEqual(Array.from({ length: 50 }, () => null))
    expect([most, sent.length]).toEqual([8, 50])
  })
})

describe('a write', () => {
  // Red when a write without a condition is sent again.
  test.each([
    ['create', (c) => c.createCharacter(luna())],
    ['update', (c) => c.updateCharacter('luna', {})],
    ['delete', (c) => c.deleteCharacter('luna')],
    ['rollback', (c) => c.rollbackCharacter('luna', 1)],
    ['restore', (c) => c.restoreCharacter('x')],
    ['purge', (c) => c.purgeCharacter('x')],
  ] as [string, (c: ReturnType<typeof watched>['client']) => Promise<unknown>][])(
    'whose answer is lost is not sent again: %s',
    async (_, write) => {
      const { client, sent } = watched({}, () => busy(502))
      await expect(write(client)).rejects.toMatchObject({ code: 'UNKNOWN_OUTCOME', status: 502 })
      expect(sent).toHaveLength(1)
    },
  )

  test('under If-Match is sent again, and done once', async () => {
    const { client, service, sent } = watched({}, (_, n) => (n === 1 ? busy(504) : undefined))
    await service.createCharacter(luna())
    const options = { expectedVersion: 1 }
    expect(await client.updateCharacter('luna', {}, options)).toMatchObject({ version_number: 2 })
    expect(sent.map((one) => one.headers['if-match'])).toEqual(['"*.1.safe"', '"*.1.safe"'])
  })

  // Red when the conflict that a write makes for itself is told as one with somebody else.
  test('that was done, or was not, ends as unknown where only a conflict is left of it', async () => {
    const { client, service } = watched({}, async ({ method }, n) => {
      if (method !== 'PUT' || n > 1) return undefined
      await service.updateCharacter('luna', {})
      return busy(504)
    })
    await service.createCharacter(luna())
    const call = client.updateCharacter('luna', {}, { expectedVersion: 1 })
    await expect(call).rejects.toMatchObject({ code: 'UNKNOWN_OUTCOME' })
  })

  // Red when what stops the second is told as the end of the first.
  test('whose second time never began ends as unknown', async () => {
    let count = 0
    const headers = () => (count++ === 0 ? {} : Promise.reject(new RangeError('no token')))
    const { client, sent } = watched({ headers }, () => busy(504))
    const call = client.updateCharacter('luna', {}, { expectedVersion: 1 })
    await expect(call).rejects.toMatchObject({ code: 'UNKNOWN_OUTCOME', status: 504 })
    expect(sent).toHaveLength(1)
  })

  test('that is refused again is told so', async () => {
    const { client, service } = watched({}, (_, n) => (n === 1 ? busy(504) : undefined))
    await service.createCharacter(luna())
    const error = await client
      .updateCharacter('luna', { display_name: '' }, { expectedVersion: 1 })
      .catch((e) => e)
    expect(isCharacterError(error, 'CHARACTER_VALIDATION')).toBe(true)
  })

  test('that the caller has given up ends with the reason', async () => {
    const controller = new AbortController()
    const { client } = watched({}, () => {
      controller.abort(new RangeError('enough'))
      return new Promise(() => {})
    })
    const call = client.createCharacter(luna(), { signal: controller.signal })
    await expect(call).rejects.toThrow('enough')
  })

  test('by somebody is misuse: the host says who', async () => {
    const { client, sent } = watched()
    const by = { by: 'me' } as object
    const calls = [
      client.createCharacter(luna(), by),
      client.updateCharacter('luna', {}, by),
      client.editCharacter('luna', () => ({}), by),
      client.deleteCharacter('luna', by),
      client.rollbackCharacter('luna', 1, by),
      client.restoreCharacter('x', by),
      client.purgeCharacter('x', by),
    ]
    for (const { status, reason } of (await Promise.allSettled(calls)) as PromiseRejectedResult[]) {
      expect([status, reason]).toEqual(['rejected', expect.any(TypeError)])
      expect(String(reason)).toContain('by')
    }
    expect(sent).toEqual([])
  })

  test('without a body has the type of JSON all the same', async () => {
    const { client, service, sent } = watched()
    const { id } = await service.createCharacter(luna())
    await service.deleteCharacter('luna')
    await client.restoreCharacter(id)
    expect(sent[0]).toMatchObject({ body: null, headers: { 'content-type': 'application/json' } })
  })
})

describe('an edit', () => {
  test('is made again of what another has written meanwhile', async () => {
    const { client, service } = watched({}, async ({ method }, n) => {
      if (method === 'PUT' && n < 6)
        await service.updateCharacter('luna', { display_name: `L${n}` })
      return undefined
    })
    await service.createCharacter(luna())
    const seen: string[] = []
    const edited = await client.editCharacter('luna', ({ display_name, traits }) => {
      seen.push(display_name)
      return { traits: [...traits, 'x'] }
    })
    expect(seen).toEqual(['Luna', 'L2', 'L4'])
    expect(edited).toMatchObject({ version_number: 4, display_name: 'L4' })
    expect(edited.traits).toEqual([...luna().traits, 'x'])
  })

  // Red when a deadline within the function is told as the unknown end of a write.
  test('that never ends is given up at the deadline, and nothing is written', async () => {
    const { client, service, sent } = watched({ timeoutMs: 60 })
    await service.createCharacter(luna())
    const call = client.editCharacter('luna', () => new Promise(() => {}))
    await expect(call).rejects.toMatchObject({ code: 'TIMEOUT' })
    expect(sent.map(({ method }) => method)).toEqual(['GET'])
  })

  // Red when an edit whose answer was lost is made again: it would count twice.
  test('whose answer is lost is not made again', async () => {
    const { client, service } = watched({}, async (one, n) => {
      if (one.method !== 'PUT' || n > 2) return undefined
      await service.updateCharacter('luna', {})
      return busy(502)
    })
    await service.createCharacter(luna())
    let edits = 0
    const call = client.editCharacter('luna', () => ({ display_name: `${++edits}` }))
    await expect(call).rejects.toMatchObject({ code: 'UNKNOWN_OUTCOME' })
    expect(edits).toBe(1)
  })
})

test('a storage that does not answer is told as the service tells it', async () => {
  const problem = { code: 'SERVICE_UNAVAILABLE', detail: 'The storage does not answer' }
  const { client, sent } = watched({}, () => Response.json(problem, { status: 503 }))
  const error = await client.ping().catch((e) => e)
  expect(isCharacterError(error, 'CHARACTER_STORAGE')).toBe(true)
  expect(sent.map(({ url }) => url)).toEqual(['http://host.test/characters/-/health'])
})

test('what the server refuses has its status and code', async () => {
  const service = new CharacterService({ storage: memoryStorage() })
  const handler = createCharacterHandler(service, { authorize: () => ({ status: 401 }) })
  const fetch = (url: string, request: ClientRequest) => handler(new Request(url, request))
  const client = createCharacterClient({ url: 'http://host.test/characters', fetch })
  const told = { name: 'CharacterHttpError', status: 401, code: 'UNAUTHORIZED' }
  await expect(client.getCharacter('luna')).rejects.toMatchObject(told)
  const lost = createCharacterClient({ url: 'http://host.test/elsewhere', fetch })
  await expect(lost.getCharacter('luna')).rejects.toMatchObject({ code: 'ROUTE_NOT_FOUND' })
})
