import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import { CharacterFileError } from '../../src/sync/files/file-error.ts'
import { luna } from '../support/characters.ts'
import { emptyFolder, filesOf } from './kit.ts'

const FIELDS = 'name: luna\ndisplay_name: Luna\npersonality: kind\ntraits: []\n'
const YAML = `${FIELDS}system_prompt: You are Luna.\n`
const MIB = 1024 * 1024

async function put(folder: string, name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  return path
}

async function errorOf(name: string, text: string | Uint8Array): Promise<CharacterFileError> {
  const folder = await emptyFolder()
  const path = await put(folder, name, text)
  const [file, ...others] = await filesOf(folder)
  expect(others).toEqual([])
  expect(file?.error).toBeInstanceOf(CharacterFileError)
  const error = file?.error as CharacterFileError
  expect(error.path).toBe(path)
  const place = error.line === undefined ? path : `${path}:${error.line}`
  expect(error.message.startsWith(`${place}: ${error.field ?? ''}`)).toBe(true)
  return error
}

async function inputOf(name: string, text: string | Uint8Array): Promise<object | undefined> {
  const folder = await emptyFolder()
  await put(folder, name, text)
  const [file] = await filesOf(folder)
  expect(file?.error).toBeUndefined()
  return file?.input
}

describe('what is wrong with a file is an error with its place', () => {
  const flood = (line: (index: number) => string): string =>
    Array.from({ length: 200_000 }, (_, index) => line(index))
      .join('')
      .slice(0, 4 * MIB)
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
  for (const [index, name] of [...'bcdefghij'].entries()) {
    bomb.push(`${name}: &${name} [${`*${'abcdefghij'[index]}, `.repeat(9)}]`)
  }

  test.each([
    [
      'a number where a text belongs',
      `${FIELDS}system_prompt: 1e3\n`,
      5,
      'system_prompt',
      /1e3 in quotes/,
    ],
    ['true where a text belongs', YAML.replace('luna', 'true'), 1, 'name', /true in quotes/],
    [
      'a number among texts',
      YAML.replace('[]', '\n  - kind\n  - 7'),
      6,
      'traits[1]',
      /7 in quotes/,
    ],
    ['a field that is missing', FIELDS, 1, 'system_prompt', /is required/],
    ['a field of the service', `${YAML}version_number: 1\n`, 6, 'version_number', /leave it out/],
    ['a key that stands twice', `${YAML}name: nova\n`, 6, 'name', /twice/],
    ['a tab', 'name: luna\nvoice_settings:\n\tspeed: 1\n', 3, undefined, /[Tt]ab/],
    ['two documents', `${YAML}---\n${YAML}`, 6, undefined, /two documents/],
    ['a bomb of aliases', bomb.join('\n'), 2, undefined, /alias/],
    ['an alias of nothing', `${YAML}mood: *nothing\n`, 6, undefined, /alias/],
    ['an unknown tag', `${YAML}mood: !!js/function x\n`, 6, undefined, /tag/i],
    ['a key that is no text', '? [a]\n: b\n', 1, undefined, /no text/],
    ['a text alone', 'luna\n', 1, undefined, /object/],
    ['nothing', '', undefined, undefined, /object/],
    ['brackets without end', '['.repeat(4 * MIB), 1, undefined, /deep/],
    ['items in items', '- '.repeat(2 * MIB), 1, undefined, /deep/],
    [
      'maps in maps',
      Array.from({ length: 999 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
      99,
      undefined,
      /deep/,
    ],
    [
      'brackets behind stray ones',
      `${']'.repeat(9_000)}${'['.repeat(9_000)}`,
      1,
      undefined,
      /deep|flow/,
    ],
    ['keys without end', flood((index) => `key${index}: 1\n`), undefined, undefined, /at most/],
    ['commas', `[${','.repeat(4 * MIB - 1)}`, undefined, undefined, /at most/],
    ['10 MB', 'x'.repeat(10 * MIB), undefined, undefined, /4 MiB/],
  ])('YAML: %s', async (_, text, line, field, message) => {
    // Red when the parser is given what `checkTokens` refuses: it takes minutes, or the process with it.
    const error = await errorOf('luna.yaml', text)
    expect(error.message).toMatch(message)
    expect([error.line, error.field]).toEqual([line, field])
  })

  test.each([
    ['no JSON', '{\n  "name": "luna",\n  oops\n}', 3, undefined, 'FILE_MALFORMED'],
    ['JSON cut short', '{\n  "name": "luna"', 2, undefined, 'FILE_MALFORMED'],
    [
      'a key twice',
      '{\n  "display_name": "a",\n  "display_name": "b"\n}',
      3,
      'display_name',
      'FILE_MALFORMED',
    ],
    [
      'a number',
      JSON.stringify({ ...luna(), personality: 7 }, null, 2),
      4,
      'personality',
      'FILE_INVALID',
    ],
    [
      'a wrong item',
      JSON.stringify([luna(), { ...luna(), traits: 'kind' }], null, 1),
      18,
      '[1].traits',
      'FILE_INVALID',
    ],
    ['a package', '{ "version": "1.0.0", "type": "module" }', undefined, undefined, 'FILE_INVALID'],
    [
      'a lorebook',
      '{ "spec": "lorebook_v3", "data": { "entries": [] } }',
      undefined,
      undefined,
      'FILE_INVALID',
    ],
    ['brackets', `${'['.repeat(9_000)}${']'.repeat(9_000)}`, 1, undefined, 'FILE_MALFORMED'],
  ])('JSON: %s', async (_, text, line, field, code) => {
    const folder = await emptyFolder()
    await put(folder, 'luna.json', text)
    const { error } = (await filesOf(folder)).find((file) => file.error) ?? {}
    expect([error?.line, error?.field, error?.code]).toEqual([line, field, code])
  })

  test.each([
    ['no front matter', '# Luna\n', 1, undefined],
    ['front matter without end', `---\n${YAML}`, 1, undefined],
    ['two prompts', `---\n${YAML}---\nYou are Luna.\n`, 6, 'system_prompt'],
    ['no prompt', `---\n${FIELDS}---\n`, 2, 'system_prompt'],
    ['a wrong field', `---\n${FIELDS}mood: [\n---\nYou\n`, 7, undefined],
    ['a number', `---\n${FIELDS.replace('Luna', '1e3')}---\nYou are Luna.\n`, 3, 'display_name'],
  ])('Markdown: %s', async (_, text, line, field) => {
    const error = await errorOf('luna.md', text)
    expect([error.line, error.field]).toEqual([line, field])
  })

  test('bytes that are no UTF-8, and pictures that are no cards', async () => {
    expect((await errorOf('a.yaml', Buffer.from([0xff, 0xfe, 0x61, 0]))).message).toMatch(/UTF-8/)
    expect((await errorOf('a.png', Buffer.from('no picture'))).code).toBe('FILE_MALFORMED')
    expect((await errorOf('a.charx', Buffer.from('PK\x03\x04'))).code).toBe('FILE_MALFORMED')
  })

  test('the model says what a field may be', async () => {
    const model = defineCharacterModel({
      attributes: { mood: z.enum(['calm', 'wild']).default('calm') },
    })
    const folder = await emptyFolder()
    await put(folder, 'a.yaml', `${YAML}mood: angry\n`)
    await put(folder, 'b.yaml', `${YAML}moood: calm\n`)
    await put(folder, 'c.yaml', YAML)
    const [a, b, c] = await filesOf(folder, { model: model as never })
    expect([a?.error?.line, a?.error?.field]).toEqual([6, 'mood'])
    expect([b?.error?.line, b?.error?.field]).toEqual([6, 'moood'])
    expect(c?.input).not.toHaveProperty('mood')
  })
})

describe('what editors make of a file is read right', () => {
  const wanted = { ...luna(), traits: [], personality: 'kind', system_prompt: 'You are Luna.' }

  test.each([
    ['a byte order mark', 'luna.yaml', `\ufeff${YAML}`],
    ['line ends of Windows', 'luna.yaml', YAML.replaceAll('\n', '\r\n')],
    [
      'both in Markdown',
      'luna.md',
      `\ufeff---\n${FIELDS}---\nYou are Luna.\n`.replaceAll('\n', '\r\n'),
    ],
    ['an empty line before the body', 'luna.md', `---\n${FIELDS}---\n\nYou are Luna.\n`],
    ['no line end at the end', 'luna.md', `---\n${FIELDS}---\nYou are Luna.`],
    ['the prompt in the front matter', 'luna.md', `---\n${YAML}---\n`],
    ['an end of the document', 'luna.yml', `---\n${YAML}...\n`],
    ['JSON with a mark', 'luna.json', `\ufeff${JSON.stringify(wanted)}`],
    ['an ending in upper case', 'LUNA.YAML', YAML],
  ])('%s', async (_, name, text) => {
    expect(await inputOf(name, text)).toEqual(wanted)
  })

  test('YAML 1.2: no and yes are texts, and an anchor may be used', async () => {
    const text = `${FIELDS.replace('[]', '[no, yes, on, 12:30]')}system_prompt: &a no\nmood: *a\n`
    expect(await inputOf('a.yaml', text)).toMatchObject({
      traits: ['no', 'yes', 'on', '12:30'],
      system_prompt: 'no',
      mood: 'no',
    })
  })

  test.each([
    ['|', 'You\n\nare\n'],
    ['|-', 'You\n\nare'],
    ['|+', 'You\n\nare\n\n\n'],
  ])('the last line ends of a prompt behind %s', async (sign, prompt) => {
    const text = `system_prompt: ${sign}\n  You\n\n  are\n\n\n${FIELDS}`
    expect(await inputOf('a.yaml', text)).toMatchObject({ system_prompt: prompt })
  })

  test('in a body one line end is that of the file', async () => {
    const text = `---\n${FIELDS}---\nYou\n---\nare\n\n\n`
    expect(await inputOf('a.md', text)).toMatchObject({ system_prompt: 'You\n---\nare\n\n' })
  })
})

describe('of a folder', () => {
  test('is read what looks like a character, by path, subfolders too', async () => {
    const folder = await emptyFolder()
    for (const name of ['b.yaml', 'a/z.yml', 'a.yaml', 'Z.yaml', 'a/b/c.yaml'])
      await put(folder, name, YAML)
    for (const name of [
      'README.md',
      'a/readme.md',
      '.hidden.yaml',
      '.git/a.yaml',
      'a.txt',
      'yaml',
    ]) {
      await put(folder, name, 'not read')
    }
    const paths = (await filesOf(folder)).map(
      ({ path, error }) => `${path.slice(folder.length)}${error ?? ''}`,
    )
    expect(paths).toEqual(['/Z.yaml', '/a.yaml', '/a/b/c.yaml', '/a/z.yml', '/b.yaml'])
  })

  test('links out of it are refused, and what they lead to is not opened', async () => {
    // Red when links are followed wherever they lead.
    const [folder, other] = [await emptyFolder(), await emptyFolder()]
    await put(other, 'secret.yaml', `${YAML}token: secret\n`)
    await put(folder, '..data/luna.yaml', YAML)
    await symlink(join(other, 'secret.yaml'), join(folder, 'a.yaml'))
    await symlink(other, join(folder, 'b'))
    await symlink(folder, join(folder, 'c'))
    await symlink(join(folder, 'nowhere'), join(folder, 'd.yaml'))
    await symlink(join(folder, '..data/luna.yaml'), join(folder, 'e.yaml'))
    await symlink(join(folder, 'e.yaml'), join(folder, 'f.yaml'))
    const files = await filesOf(folder)
    const told = files.map(({ path, error }) => [path.slice(folder.length + 1), error?.code])
    expect(told).toEqual([
      ['a.yaml', 'FILE_UNREADABLE'],
      ['b', 'FILE_UNREADABLE'],
      ['c', 'FILE_UNREADABLE'],
      ['d.yaml', 'FILE_UNREADABLE'],
      ['e.yaml', undefined],
    ])
    expect(JSON.stringify(files)).not.toContain('secret.yaml')
  })

  test('one that is not there is an error rather than empty; one file may be named', async () => {
    const folder = await emptyFolder()
    const path = await put(folder, 'a.yaml', YAML)
    await expect(filesOf(join(folder, 'nowhere'))).rejects.toBeInstanceOf(CharacterFileError)
    expect(await filesOf(path)).toMatchObject([{ path, input: { name: 'luna' } }])
  })
})
