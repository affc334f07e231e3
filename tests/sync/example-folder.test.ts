import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import type { CharacterFileFormat } from '../../src/sync/files/to-text.ts'
import { writeCharacterFile } from '../../src/sync/files/write-file.ts'
import { syncCharacters } from '../../src/sync/sync-characters.ts'
import { emptyFolder, filesOf } from './kit.ts'

test('the characters of the examples are read, synced and written as they are', async () => {
  const files = await filesOf('examples/characters')
  expect(files.map(({ path }) => extname(path)).sort()).toEqual([
    '.json',
    '.md',
    '.md',
    '.yaml',
    '.yaml',
  ])
  const wanted = files.flatMap(({ input }) => input ?? [])
  const service = new CharacterService({ storage: memoryStorage() })
  expect(await syncCharacters(service, wanted)).toMatchObject({ created: 5, failed: [] })
  const folder = await emptyFolder()
  for (const { path, input } of files) {
    if (input === undefined) throw new Error(path)
    const format = extname(path).slice(1) as CharacterFileFormat
    const stored = await service.getCharacter(input.name)
    const written = await writeCharacterFile(folder, stored, { format })
    expect(await readFile(written)).toEqual(await readFile(path))
  }
})
