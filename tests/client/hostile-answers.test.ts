import type { RequestListener, ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { type CharacterClient, createCharacterClient } from '../../src/client/character-client.ts'
import type { CharacterClientOptions } from '../../src/client/client-options.ts'
import { CharacterHttpError } from '../../src/client/http-error.ts'
import { luna } from '../support/characters.ts'
import { listen, type Place } from './world.ts'

const places: Place[] = []
afterEach(async () => {
  for (const place of places.splice(0)) await place.close()
})

/** A client of a server that answers as it likes. */
async function against(
  listener: RequestListener,
  options: Partial<CharacterClientOptions> = {},
): Promise<CharacterClient> {
  const place = await listen(listener)
  places.push(place)
  return createCharacterClient({ url: `${place.origin}/characters`, retries: 0, ...options })
}

async function failureOf(call: Promise<unknown>): Promise<CharacterHttpError> {
  const error = await call.then(
    (value) => ({ value }),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(CharacterHttpError)
  return error as CharacterHttpError
}

type Answering = (response: ServerResponse) => unknown

const MB = 'x'.repeat(1_000_000)
const CHARACTER = { id: '1', created_at: 'x', updated_at: 'x', is_active: true, version_number: 1 }

function json(body: string): Answering {
  return (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body)
}

const ODD: readonly (readonly [what: string, code: string, answering: Answering])[] = [
  [
    'HTML',
    'UNEXPECTED_ANSWER',
    (r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
  ],
  ['HTML that says 404', 'UNEXPECTED_ANSWER', (r) => r.writeHead(404).end('<p>')],
  ['nothing', 'UNEXPECTED_ANSWER', json('')],
  ['no content', 'UNEXPECTED_ANSWER', (r) => r.writeHead(204).end()],
  ['broken JSON', 'UNEXPECTED_ANSWER', json('{"id":')],
  ['null', 'UNEXPECTED_ANSWER', json('null')],
  ['a number', 'UNEXPECTED_ANSWER', json('7')],
  ['half a character', 'UNEXPECTED_ANSWER', json('{"id":"1","name":"luna"}')],
  [
    'a character with a wrong version',
    'UNEXPECTED_ANSWER',
    json(JSON.stringify({ ...luna(), ...CHARACTER, version_number: '1' })),
  ],
  [
    'what is nested without end',
    'UNEXPECTED_ANSWER',
    json(
      `{"voice_settings":${'['.repeat(200_000)}${']'.repeat(200_000)},${JSON.stringify({ ...luna(), ...CHARACTER }).slice(1)}`,
    ),
  ],
  ['304 to nobody who asked', 'UNEXPECTED_ANSWER', (r) => r.writeHead(304).end()],
  [
    'less than it announced',
    'NETWORK_ERROR',
    (r) => r.writeHead(200, { 'content-length': 99 }).write('{}', () => r.destroy()),
  ],
  ['10 MB that it announces', 'ANSWER_TOO_LARGE', json(`[${MB.repeat(10)}]`)],
  [
    '10 MB that it does not announce',
    'ANSWER_TOO_LARGE',
    (r) => {
      for (let n = 0; n < 10; n++) r.write(MB)
      r.end()
    },
  ],
  [
    'an answer without end',
    'ANSWER_TOO_LARGE',
    (r) => {
      const more = (): void => {
        while (!r.destroyed && r.write(MB));
      }
      r.on('drain', more)
      more()
    },
  ],
  ['a problem of nobody', 'UNEXPECTED_ANSWER', (r) => r.writeHead(400).end('{"code":7}')],
  [
    'issues that are none',
    'UNEXPECTED_ANSWER',
    (r) => r.writeHead(400).end('{"code":"CHARACTER_VALIDATION","detail":"x","issues":7}'),
  ],
  ['a problem of tomorrow', 'NEW', (r) => r.writeHead(418).end('{"code":"NEW","detail":"x"}')],
  [
    'an inherited name as a code',
    'constructor',
    (r) => r.writeHead(400).end('{"code":"constructor","detail":"x"}'),
  ],
  ['a closed connection', 'NETWORK_ERROR', (r) => r.destroy()],
  ['a redirect', 'REDIRECTED', (r) => r.writeHead(302, { location: '/other' }).end()],
]

describe('a server that answers', () => {
  test.each(ODD)('%s ends a read with an error that says so', async (_, code, answering) => {
    const client = await against((_, response) => answering(response))
    expect((await failureOf(client.getCharacter('luna'))).code).toBe(code)
    const listed = await failureOf(client.listCharacters({ limit: 1 }))
    expect(listed.code).toBe(code)
  })

  // Red when a write whose answer nobody can read is told as one that failed.
  test.each(ODD)(
    '%s ends a write with an error that says what is known',
    async (_, code, answering) => {
      const client = await against((_, response) => answering(response))
      const { status, code: told } = await failureOf(client.createCharacter(luna()))
      const isSettled = status >= 300 && status < 500
      expect(told).toBe(isSettled ? code : 'UNKNOWN_OUTCOME')
    },
  )

  // Red when a body that stands still is waited for without end.
  test.each([
    ['nothing at all', () => {}],
    ['half of an answer', (r) => r.writeHead(200, { 'content-length': 99 }).write('{"id":')],
    ['half of an error', (r) => r.writeHead(500, { 'content-length': 99 }).write('{"id":')],
    ['drop by drop', (r) => r.on('close', dripping(r))],
  ] as [string, Answering][])('%s ends at the deadline', async (_, answering) => {
    const client = await against((_, response) => answering(response), { timeoutMs: 60 })
    expect((await failureOf(client.getCharacter('luna'))).code).toBe('TIMEOUT')
    expect((await failureOf(client.deleteCharacter('luna'))).code).toBe('UNKNOWN_OUTCOME')
  })
})

/** @returns ends it */
function dripping(response: ServerResponse): () => void {
  response.writeHead(200)
  const timer = setInterval(() => response.write(' '), 5)
  return () => clearInterval(timer)
}

describe('a redirect', () => {
  // Red when redirects are followed.
  test.each([301, 302, 303, 307, 308])(
    'by %s carries nothing to another origin',
    async (status) => {
      const visits: unknown[] = []
      const other = await listen((request, response) => {
        visits.push(request.headers)
        response.end('{}')
      })
      places.push(other)
      const headers = { authorization: 'Bearer secret', 'x-api-key': 'secret' }
      const client = await against(
        ({ url }, response) =>
          response.writeHead(status, { location: `${other.origin}${url}` }).end(),
        { headers },
      )
      const calls = [
        client.getCharacter('luna'),
        client.listCharacters(),
        client.createCharacter(luna()),
        client.updateCharacter('luna', {}, { expectedVersion: 1 }),
        client.deleteCharacter('luna'),
      ]
      const failures = await Promise.all(calls.map(failureOf))
      expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['REDIRECTED']))
      expect(visits).toEqual([])
    },
  )

  test('that a fetch of the host has followed is refused all the same', async () => {
    const client = await against(
      ({ url }, response) => {
        if (url === '/elsewhere') json(JSON.stringify({ ...luna(), ...CHARACTER }))(response)
        else response.writeHead(302, { location: '/elsewhere' }).end()
      },
      { fetch: (url, request) => fetch(url, { ...request, redirect: 'follow' }) },
    )
    expect((await failureOf(client.getCharacter('luna'))).code).toBe('REDIRECTED')
  })
})

test('pages that are too large come in smaller ones', async () => {
  const asked: string[] = []
  const client = await against(({ url = '' }, response) => {
    const { searchParams } = new URL(url, 'http://host')
    asked.push(searchParams.get('limit') ?? '')
    const count = searchParams.has('cursor') ? 3 : Number(searchParams.get('limit'))
    const personality = 'x'.repeat(60_000)
    const one = JSON.stringify({ ...luna({ personality }), ...CHARACTER })
    json(`[${Array.from({ length: count }, () => one)}]`)(response)
  })
  expect(await client.listCharacters()).toHaveLength(128)
  expect(asked).toEqual(['1000', '125', '125'])
})

test('errors and their causes tell nothing of what the caller sent', async () => {
  const client = await against((_, response) => response.destroy(), {
    headers: { authorization: 'Bearer hidden-thing' },
  })
  const error = await failureOf(client.createCharacter(luna({ system_prompt: 'hidden-thing' })))
  expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain('hidden')
})
