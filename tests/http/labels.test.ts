import { describe, expect, test, vi } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { EVERY_ROUTE, ID } from './every-route.ts'
import { appOf, outcome } from './kit.ts'

const DRAFT = 'unpublished-marker'

/** `luna` is published at version 2 and has gone on; `nova` was never published. */
async function setup(options: Parameters<typeof appOf>[1] = {}) {
  const service = new CharacterService({ storage: memoryStorage() })
  await service.createCharacter(luna({ personality: `${DRAFT} 1` }), { by: DRAFT })
  await service.updateCharacter('luna', { personality: 'published' }, { by: 'ana', note: 'good' })
  await service.setLabel('luna', 'production', 2, { by: 'ana', note: 'go' })
  await service.updateCharacter('luna', { personality: DRAFT, traits: [DRAFT] }, { note: DRAFT })
  await service.setLabel('luna', 'staging', 3, { note: DRAFT })
  await service.createCharacter(luna({ name: 'nova', personality: DRAFT }))
  const { id } = await service.createCharacter(luna({ name: 'zoe', personality: DRAFT }))
  await service.deleteCharacter('zoe')
  const authorize = vi.fn(() => true as const)
  const call = appOf(service, { label: 'production', authorize, view: 'full', ...options })
  return { service, call, id, authorize }
}

describe('a mount with a label', () => {
  test('shows what the label points to', async () => {
    const { call } = await setup()
    const shown = { name: 'luna', version_number: 2, personality: 'published' }
    expect((await call('GET', '/characters/luna')).json).toMatchObject(shown)
    expect((await call('GET', '/characters')).json).toMatchObject([shown])
    expect((await call('GET', '/characters?text=published')).json).toMatchObject([shown])
    expect((await call('GET', '/characters?label=production')).json).toMatchObject([shown])
    expect((await call('GET', '/characters/-/count')).json).toEqual({ count: 1 })
    expect((await call('GET', '/characters/luna/versions')).json).toMatchObject([shown])
    expect((await call('GET', '/characters/luna/versions/2')).json).toMatchObject(shown)
    const changes = (await call('GET', '/characters/luna/changes')).json
    expect(changes).toMatchObject([
      { version_number: 2, changed_by: 'ana', note: 'good', labels: ['production'] },
    ])
    const labels = (await call('GET', '/characters/luna/labels')).json
    expect(labels).toMatchObject([{ label: 'production', version_number: 2 }])
    expect((await call('GET', '/characters/-/deleted')).json).toEqual([])
  })

  // Red when any operation reads past the label.
  test('tells nothing of any other version, by whatever is asked', async () => {
    const { call, id } = await setup()
    const asked = [
      ...EVERY_ROUTE.filter(({ method }) => method === 'GET').map(({ path }) =>
        path.replace(ID.toUpperCase(), id),
      ),
      ...[1, 3, 4].map((n) => `/characters/luna/versions/${n}`),
      ...['nova', 'zoe', 'nobody'].flatMap((name) =>
        ['', '/versions', '/versions/1', '/changes', '/labels'].map(
          (below) => `/characters/${name}${below}`,
        ),
      ),
      ...[`text=${DRAFT}`, `trait=${DRAFT}`, 'limit=1', 'text=luna&limit=1'].map(
        (query) => `/characters?${query}`,
      ),
      `/characters/-/count?text=${DRAFT}`,
      '/characters/luna/versions?limit=1',
      '/characters/luna/changes?limit=1',
    ]
    for (const path of asked) {
      const { text, headers } = await call('GET', path)
      expect(`${path} ${text} ${JSON.stringify([...headers])}`.replace(path, '')).not.toContain(
        DRAFT,
      )
    }
    expect((await call('GET', `/characters?text=${DRAFT}`)).json).toEqual([])
    expect((await call('GET', `/characters/-/count?text=${DRAFT}`)).json).toEqual({ count: 0 })
  })

  test('a character without the label is like one that is not there', async () => {
    const { call } = await setup()
    for (const below of ['', '/versions', '/versions/1', '/changes', '/labels']) {
      const [unpublished, absent] = [
        await call('GET', `/characters/nova${below}`),
        await call('GET', `/characters/vega${below}`),
      ]
      expect(outcome(unpublished)).toBe('404 CHARACTER_NOT_FOUND')
      const withoutInstance = ({ text }: { readonly text: string }) =>
        text.replace(/urn:uuid:[\w-]+/, '').replaceAll('vega', 'nova')
      expect(withoutInstance(unpublished)).toBe(withoutInstance(absent))
    }
  })

  test('every write is refused without asking', async () => {
    const { call, id, authorize } = await setup()
    for (const { method, path, json } of EVERY_ROUTE) {
      if (method === 'GET') continue
      const answer = await call(
        method,
        path.replace(ID.toUpperCase(), id),
        json === undefined ? {} : { json },
      )
      expect(outcome(answer)).toBe('403 FORBIDDEN')
    }
    expect(authorize).not.toHaveBeenCalled()
  })

  test('the tag of an answer is that of the version, the label and the name', async () => {
    const { service, call } = await setup()
    const tagOf = async () => (await call('GET', '/characters/luna')).headers.get('etag') ?? ''
    const etag = await tagOf()
    const known = { headers: { 'if-none-match': etag } }
    expect((await call('GET', '/characters/luna', known)).status).toBe(304)
    await service.updateCharacter('luna', { personality: `${DRAFT} again` })
    expect((await call('GET', '/characters/luna', known)).status).toBe(304)
    await service.setLabel('luna', 'production', 3)
    expect(await tagOf()).not.toBe(etag)
    await service.setLabel('luna', 'production', 2)
    expect((await call('GET', '/characters/luna', known)).status).toBe(304)
    // Red when only id and version make the tag: the body holds another name now.
    await service.updateCharacter('luna', { name: 'selene' })
    const renamed = await call('GET', '/characters/selene', known)
    expect([renamed.status, renamed.json]).toMatchObject([
      200,
      { name: 'selene', version_number: 2 },
    ])
  })

  test('another label is refused', async () => {
    const { call } = await setup()
    for (const path of ['/characters', '/characters/luna', '/characters/luna/changes']) {
      expect(outcome(await call('GET', `${path}?label=staging`))).toBe('400 INVALID_REQUEST')
      expect(outcome(await call('GET', `${path}?label=latest`))).toBe('400 INVALID_REQUEST')
    }
  })

  test('a function says by request', async () => {
    const label = ({ request }: { readonly request: Request }) => request.headers.get('x-label')
    const { call } = await setup({ label })
    const versionFor = async (headers: Record<string, string>) =>
      (await call('GET', '/characters/luna', { headers })).json as object
    expect(await versionFor({ 'x-label': 'production' })).toMatchObject({ version_number: 2 })
    expect(await versionFor({ 'x-label': 'staging' })).toMatchObject({ version_number: 3 })
    expect(await versionFor({})).toMatchObject({ version_number: 3 })
    expect((await call('PUT', '/characters/luna', { json: {} })).status).toBe(200)
    expect((await call('GET', '/characters/luna', { headers: { 'x-label': 'No' } })).status).toBe(
      500,
    )
    expect(() =>
      appOf(new CharacterService({ storage: memoryStorage() }), { label: 'No' }),
    ).toThrow(/label/)
  })
})

describe('a mount without a label', () => {
  test('shows by label what is asked for, and moves labels', async () => {
    const { call, authorize } = await setup({ label: undefined })
    expect((await call('GET', '/characters/luna?label=production')).json).toMatchObject({
      version_number: 2,
    })
    expect(outcome(await call('GET', '/characters/luna?label=nothing'))).toBe(
      '404 CHARACTER_LABEL_NOT_FOUND',
    )
    expect(outcome(await call('GET', '/characters/luna?label=No'))).toBe('400 INVALID_REQUEST')
    expect((await call('GET', '/characters?label=staging')).json).toMatchObject([
      { version_number: 3 },
    ])
    authorize.mockClear()
    const path = '/characters/luna/labels/production'
    const moved = await call('PUT', `${path}?note=why`, {
      json: { version_number: 3, expected: 2 },
    })
    expect(moved.json).toMatchObject({ label: 'production', version_number: 3, note: 'why' })
    expect(authorize.mock.calls).toMatchObject([
      [{ operation: 'setLabel', name: 'luna', label: 'production' }],
    ])
    expect(outcome(await call('PUT', path, { json: { version_number: 3, expected: 2 } }))).toBe(
      '409 CHARACTER_LABEL_CONFLICT',
    )
    expect(outcome(await call('PUT', path, { json: { version_number: 9 } }))).toBe(
      '404 CHARACTER_VERSION_NOT_FOUND',
    )
    expect(outcome(await call('PUT', path, { json: { version_number: 1, more: 1 } }))).toBe(
      '400 CHARACTER_VALIDATION',
    )
    expect(
      outcome(await call('PUT', '/characters/luna/labels/No', { json: { version_number: 1 } })),
    ).toBe('400 CHARACTER_VALIDATION')
    expect(outcome(await call('DELETE', path, { json: { expected: null } }))).toBe(
      '409 CHARACTER_LABEL_CONFLICT',
    )
    expect((await call('DELETE', path)).status).toBe(200)
    expect(outcome(await call('DELETE', path))).toBe('404 CHARACTER_LABEL_NOT_FOUND')
  })

  test('who and why reach the version, and are shown in the full view alone', async () => {
    const by = ({ request }: { readonly request: Request }) => request.headers.get('x-user')
    const { service, call } = await setup({ label: undefined, by, view: 'safe' })
    const headers = { 'x-user': 'eve' }
    expect(
      (await call('PUT', '/characters/luna?note=because', { headers, json: { traits: [] } }))
        .status,
    ).toBe(200)
    expect(await service.listChanges('luna', { limit: 1 })).toMatchObject([
      { changed_by: 'eve', note: 'because' },
    ])
    const safe = await call('GET', '/characters/luna/changes')
    expect(safe.text).not.toMatch(/eve|because|changed_by|note/)
    expect((await call('GET', '/characters/luna/labels')).text).not.toMatch(/ana|moved_by|note/)
    await call('DELETE', '/characters/luna', { headers })
    const [gone] = (await call('GET', '/characters/-/deleted')).json as {
      readonly deleted_at: string
    }[]
    expect(Date.parse(gone?.deleted_at ?? '')).not.toBeNaN()
    expect(gone).not.toHaveProperty('deleted_by')
    expect(await service.listDeletedCharacters({ limit: 1 })).toMatchObject([{ deleted_by: 'eve' }])
    expect(
      outcome(await call('POST', `/characters?note=${'x'.repeat(1_001)}`, { json: luna() })),
    ).toBe('400 CHARACTER_VALIDATION')
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('no')
      },
    ],
    ['is no text', () => 5],
    ['is empty', () => ''],
  ])('who writes that %s is a failure of the host', async (_title, by) => {
    const { call } = await setup({ label: undefined, by: by as () => string })
    expect((await call('PUT', '/characters/luna', { json: {} })).status).toBe(500)
    expect((await call('GET', '/characters/luna')).status).toBe(200)
  })
})
