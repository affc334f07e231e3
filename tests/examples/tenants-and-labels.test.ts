import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningExample, startExample } from './running-example.ts'

const KEY = { 'x-api-key': 'a-key', 'content-type': 'application/json' }

describe('two-customers.ts', () => {
  let example: RunningExample
  beforeAll(async () => {
    example = await startExample('two-customers.ts')
  })
  afterAll(() => example.stop('SIGINT'))

  test('shows each customer its own characters, and strangers nothing', async () => {
    const as = (key: string) => fetch(`${example.url}/luna`, { headers: { 'x-api-key': key } })
    expect(await (await as('acme-key')).json()).toMatchObject({ display_name: 'Luna of acme' })
    expect(await (await as('globex-key')).json()).toMatchObject({ display_name: 'Luna of globex' })
    expect((await as('nobody')).status).toBe(401)
    const changed = await fetch(`${example.url}/luna`, {
      method: 'PUT',
      headers: { 'x-api-key': 'acme-key', 'content-type': 'application/json' },
      body: JSON.stringify({ display_name: 'Changed' }),
    })
    expect(await changed.json()).toMatchObject({ display_name: 'Changed', name: 'luna' })
    expect(await (await as('globex-key')).json()).toMatchObject({ version_number: 1 })
  })
})

describe('publishing.ts', () => {
  let example: RunningExample
  let editors: string
  beforeAll(async () => {
    example = await startExample('publishing.ts', { API_KEY: 'a-key' })
    editors = example.url.replace('/api/', '/editors/')
  })
  afterAll(() => example.stop('SIGINT'))

  test('shows everybody what is published, and editors the newest', async () => {
    const send = (path: string, method: string, body: unknown) =>
      fetch(`${editors}${path}`, { method, headers: KEY, body: JSON.stringify(body) })
    expect((await fetch(`${example.url}/luna`)).status).toBe(404)
    expect((await send('/luna/labels/production', 'PUT', { version_number: 1 })).status).toBe(200)
    expect((await send('/luna?note=draft', 'PUT', { display_name: 'Draft' })).status).toBe(200)
    expect(await (await fetch(`${example.url}/luna`)).json()).toMatchObject({
      display_name: 'Luna',
    })
    const newest = await fetch(`${editors}/luna`, { headers: KEY })
    expect(await newest.json()).toMatchObject({ display_name: 'Draft', version_number: 2 })
    const changes = await fetch(`${editors}/luna/changes`, { headers: KEY })
    const [latest] = (await changes.json()) as { readonly changed_by: string }[]
    expect(latest).toMatchObject({ note: 'draft', fields: ['display_name'] })
    expect(latest?.changed_by).toBeTypeOf('string')
    expect((await fetch(`${example.url}/luna`, { method: 'DELETE' })).status).toBe(403)
  })
})
