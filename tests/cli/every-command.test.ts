import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { mongoStorage } from '../../src/storage/mongo/storage.ts'
import { fixture } from '../cards/kit.ts'
import { luna } from '../support/characters.ts'
import { describeWithMongo, mongoUri, type OpenMongo, openMongo } from '../support/mongo.ts'
import { emptyFolder } from '../sync/kit.ts'
import { type Ran, run } from './kit.ts'

const FOLDER = 'examples/characters'

describeWithMongo('the command', () => {
  let mongo: OpenMongo
  let at: readonly string[]
  let service: CharacterService
  beforeAll(async () => {
    mongo = await openMongo()
  })
  afterAll(() => mongo.close())
  beforeEach(() => {
    const db = mongo.db()
    at = ['--uri', mongoUri() ?? '', '--db', db.databaseName]
    service = new CharacterService({ storage: mongoStorage(db) })
  })
  const on = (...given: string[]): Promise<Ran> => run([...at, ...given])
  const json = async (...given: string[]): Promise<unknown> =>
    JSON.parse((await on('--json', ...given)).out)

  test.each([
    ['validate', [], ['validate', FOLDER], 0, /^5 valid, 0 invalid$/m],
    [
      'diff, with something to do',
      [],
      ['diff', FOLDER],
      3,
      /^\+ luna$[\s\S]*5 created.*nothing was written/m,
    ],
    ['diff, with nothing to do', [['sync', FOLDER]], ['diff', FOLDER], 0, /5 unchanged/],
    ['sync', [], ['sync', FOLDER], 0, /^5 created, 0 updated, 0 deleted, 0 unchanged, 0 failed$/m],
    ['sync again', [['sync', FOLDER]], ['sync', FOLDER], 0, /^0 created.*5 unchanged/m],
    ['sync, dry', [], ['sync', '--dry-run', FOLDER], 0, /5 created.*nothing was written/],
    ['sync of a folder that is not there', [], ['sync', 'nowhere'], 1, /nowhere/],
    ['list', [['sync', FOLDER]], ['list'], 0, /^captain-nova\tCaptain Nova\t1\t\d{4}-/m],
    ['list of nothing', [], ['list'], 0, /^$/],
    ['show', [['sync', FOLDER]], ['show', 'Luna'], 0, /^display_name: Luna$[\s\S]*^You are Luna/m],
    ['show of nobody', [], ['show', 'nobody'], 1, /error: Character 'nobody' not found/],
    [
      'history',
      [['--by', 'ci', '--note', 'first', 'sync', FOLDER]],
      ['history', 'luna'],
      0,
      /^1\t\d{4}-[^\t]*\tci\t\t[^\t]*\tfirst$/m,
    ],
    [
      'label',
      [['sync', FOLDER]],
      ['label', 'luna', 'production', '1'],
      0,
      /^production points to version 1$/m,
    ],
    [
      'label of what is not',
      [['sync', FOLDER]],
      ['label', 'luna', 'production', '7'],
      1,
      /no version 7/,
    ],
    ['rollback', [['sync', FOLDER]], ['rollback', 'luna', '1'], 0, /^luna is at version 2/],
    ['rollback to what is not', [['sync', FOLDER]], ['rollback', 'luna', '7'], 1, /no version 7/],
    ['rollback to no number', [], ['rollback', 'luna', 'one'], 2, /no version number/],
    [
      'import of files',
      [],
      ['import', `${FOLDER}/luna.md`, `${FOLDER}/clerk.json`],
      0,
      /created luna[\s\S]*created clerk/,
    ],
    [
      'import of what is taken',
      [['sync', FOLDER]],
      ['import', `${FOLDER}/luna.md`],
      1,
      /already exists/,
    ],
    ['an unknown subcommand', [], ['lst'], 2, /unknown command 'lst'[\s\S]*list/],
    ['an unknown option', [], ['list', '--jsn'], 2, /unknown option '--jsn'/],
    [
      'an unknown choice',
      [],
      ['export', '--format', 'xml', 'x'],
      2,
      /Allowed choices are md, yaml, json/,
    ],
    ['no folder', [], ['sync'], 2, /missing required argument 'dir'/],
    ['pruning unasked', [], ['sync', '--prune', FOLDER], 2, /--yes/],
    ['help', [], ['--help'], 0, /^Usage: dramatis/],
    ['the version', [], ['-V'], 0, /^1\.2\.3$/m],
  ])('%s', async (_, before, given, status, says) => {
    for (const one of before) expect((await on(...one)).status).toBe(0)
    const ran = await on(...given)
    expect(ran.out + ran.err).toMatch(says)
    expect(ran.status).toBe(status)
    // What was asked for goes into the pipe, what went wrong beside it.
    if (status === 0 || status === 3) expect(ran.err).toBe('')
    else expect(ran.err).not.toBe('')
    expect(ran.out + ran.err).not.toContain('\u001b')
  })

  test('--json writes one value that says the same', async () => {
    expect(await json('validate', FOLDER)).toEqual({ valid: 5, errors: [] })
    expect(await json('sync', FOLDER)).toMatchObject({ created: 5, failed: [], dry_run: false })
    expect(await json('diff', FOLDER)).toMatchObject({ unchanged: 5, changes: [] })
    expect(await json('list')).toHaveLength(5)
    expect(await json('show', 'luna')).toEqual(await service.getCharacter('luna'))
    expect(await json('history', 'luna')).toMatchObject([{ version_number: 1 }])
    expect(await json('rollback', 'luna', '1')).toMatchObject({ version_number: 2 })
    const { status, out, err } = await on('--json', 'show', 'nobody')
    expect([status, out]).toEqual([1, ''])
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'CHARACTER_NOT_FOUND' } })
  })

  test('what was exported is what is stored, in each format', async () => {
    await on('sync', FOLDER)
    for (const format of ['md', 'yaml', 'json']) {
      const folder = await emptyFolder()
      const { status, out } = await on('export', '--format', format, folder)
      expect([status, out.split('\n').at(-2)]).toEqual([0, '5 exported'])
      expect((await on('diff', '--prune', folder)).status).toBe(0)
    }
  })

  test('export --label writes the versions that it points to', async () => {
    await on('sync', FOLDER)
    await on('label', 'luna', 'production', '1')
    await service.updateCharacter('luna', { display_name: 'Later' })
    const folder = await emptyFolder()
    const { paths } = (await json('export', '--label', 'production', folder)) as { paths: string[] }
    expect(paths).toEqual([join(folder, 'luna.md')])
    expect(await readFile(join(folder, 'luna.md'))).toEqual(await readFile(`${FOLDER}/luna.md`))
  })

  test('--prune asks, and does nothing where the answer is no', async () => {
    // Red when it deletes without an answer.
    await on('sync', FOLDER)
    await service.createCharacter(luna({ name: 'stranger' }))
    const asked: string[] = []
    const answer = (yes: boolean) => ({
      isInteractive: true,
      confirm: async (question: string) => {
        asked.push(question)
        return yes
      },
    })
    const given = [...at, 'sync', '--prune', FOLDER]
    expect((await run(given, answer(false))).status).toBe(1)
    expect(await service.countCharacters()).toBe(6)
    expect((await run(given, answer(true))).status).toBe(0)
    expect(await service.countCharacters()).toBe(5)
    expect(asked).toEqual(Array(2).fill('Delete 1 that no file names (stranger)?'))
    expect((await run([...given, '--yes'])).status).toBe(0)
    const empty = await emptyFolder()
    expect(await run([...at, 'sync', '--prune', '--yes', empty])).toMatchObject({ status: 1 })
    expect(await service.countCharacters()).toBe(5)
  })

  test('where one file is wrong nothing is done, whatever the others say', async () => {
    // Red when a broken file is passed over: prune would delete what it names.
    await on('sync', FOLDER)
    const folder = await emptyFolder()
    await writeFile(join(folder, 'a.yaml'), 'name: luna\ndisplay_name: 7\n')
    await on('export', folder)
    for (const subcommand of ['sync', 'diff', 'validate']) {
      const { status, err, out } = await on(subcommand, folder)
      expect(status).toBe(1)
      expect(err + out).toMatch(/a\.yaml:2: display_name: .*put 7 in quotes/)
    }
    expect((await on('sync', '--prune', '--yes', folder)).status).toBe(1)
    expect(await service.countCharacters()).toBe(5)
  })

  test.each([
    ['skip', 'skipped', 1, 'Luna'],
    ['update', 'updated', 2, 'Other'],
    ['rename', 'created', 1, 'Luna'],
  ])('import --on-conflict %s', async (what, action, version, displayName) => {
    await on('sync', FOLDER)
    const folder = await emptyFolder()
    const file = join(folder, 'luna.json')
    await writeFile(file, JSON.stringify(luna({ display_name: 'Other' })))
    const imported = await json('import', '--on-conflict', what, file)
    const name = what === 'rename' ? 'luna 2' : 'luna'
    expect(imported).toEqual([{ path: file, name, action }])
    const { version_number, display_name } = await service.getCharacter('luna')
    expect([version_number, display_name]).toEqual([version, displayName])
  })

  test('cards come in and go out, older versions too', async () => {
    const folder = await emptyFolder()
    const card = join(folder, 'mira.png')
    await writeFile(card, fixture('v3-both.png'))
    expect(await on('import', card)).toMatchObject({ status: 0, err: '' })
    await on('rollback', 'mira', '1')
    for (const ending of ['json', 'charx']) {
      expect((await on('export-card', 'mira', join(folder, `mira.${ending}`))).status).toBe(0)
    }
    const copy = join(folder, 'copy.png')
    expect(await on('export-card', 'mira', copy)).toMatchObject({ status: 2 })
    const given = ['export-card', 'mira', copy, '--image', card, '--version', '1']
    expect(await on(...given)).toMatchObject({ status: 0, out: `${copy}: mira, version 1\n` })
    expect((await readFile(copy)).length).toBeGreaterThan(100)
    expect((await on('import', '--on-conflict', 'update', copy)).out).toMatch(/unchanged mira/)
    expect((await on('export-card', 'mira', 'mira.gif')).status).toBe(2)
  })

  test('a model says what attributes there are, a tenant whose characters', async () => {
    const folder = await emptyFolder()
    const model = join(folder, 'model.mjs')
    const library = new URL('../../src/index.ts', import.meta.url)
    await writeFile(
      model,
      `import { defineCharacterModel } from '${library}'\nimport { z } from '${import.meta.resolve('zod')}'\n` +
        "export default defineCharacterModel({ attributes: { mood: z.enum(['calm', 'wild']).default('calm') } })\n",
    )
    const file = join(folder, 'luna.json')
    await writeFile(file, JSON.stringify({ ...luna(), mood: 'wild' }))
    const given = ['--model', model, '--tenant', 'acme']
    expect(await on('import', file)).toMatchObject({ status: 1 })
    expect(await on(...given, 'import', file)).toMatchObject({ status: 0 })
    expect(await json(...given, 'show', 'luna')).toMatchObject({ mood: 'wild' })
    expect((await on('show', 'luna')).status).toBe(1)
    for (const wrong of [file, join(folder, 'nowhere.mjs')]) {
      expect((await on('--model', wrong, 'list')).status).toBe(2)
    }
  })

  test('for people there are columns and colours, unless NO_COLOR says otherwise', async () => {
    await on('sync', FOLDER)
    const { out } = await run([...at, 'list'], { isTerminal: true })
    expect(out.startsWith('\u001b[1mNAME ')).toBe(true)
    expect(out).toMatch(/^luna\s{2,}Luna\s+1\s/m)
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      const plain = await run([...at, 'list'], { isTerminal: true, env })
      expect(plain.out).not.toContain('\u001b')
      expect(plain.out).toMatch(/^NAME/)
    }
    const shown = await run([...at, 'sync', FOLDER], { isInteractive: true })
    expect(shown.err).toMatch(/█+ 5\/5 /)
    expect(shown.err.endsWith('\r\u001b[2K')).toBe(true)
  })
})
