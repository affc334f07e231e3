import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { canonicalName, describeInvalidName } from '../../src/model/name.ts'
import { writeCharacterFile } from '../../src/sync/files/write-file.ts'
import { luna } from '../support/characters.ts'
import { randomOf, seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'
import { nastyCharacter, nastyText } from './generated-characters.ts'
import { emptyFolder, filesOf } from './kit.ts'

const FORMATS = ['md', 'yaml', 'json'] as const

describe.each(FORMATS)('a character written as %s', (format) => {
  test('comes back byte for byte in every text', async () => {
    // Red when a body may begin with a line end or hold a CR, and when quoted texts are broken into lines.
    const random = seededRandom(`files of characters as ${format}`)
    const count = sized(`files of characters as ${format}`, 1_000)
    const folder = await emptyFolder()
    const written = new Map<string, unknown>()
    for (let index = 0; index < count; index++) {
      const character = nastyCharacter(random, `character ${index}`)
      written.set(await writeCharacterFile(folder, character, { format }), character)
    }
    const files = await filesOf(folder)
    expect(files).toHaveLength(count)
    for (const { path, input, error } of files) {
      expect(error).toBeUndefined()
      expect(input, path).toEqual(written.get(path))
    }
    figure(`files as ${format}`, `${count} characters came back as they were`)
  })

  test('is the identical file when nothing has changed, whatever order it came in', async () => {
    const folder = await emptyFolder()
    const voice_settings = { speed: 1, engine: 'one', deep: { b: 1, a: [{ y: 1, x: 2 }] } }
    const character = { ...luna({ voice_settings }), zeal: 1, mood: 'calm' }
    const path = await writeCharacterFile(folder, character, { format })
    const before = await readFile(path)
    const turned = { mood: 'calm', zeal: 1, ...luna(), voice_settings: reversed(voice_settings) }
    await writeCharacterFile(
      folder,
      Object.fromEntries(Object.entries(turned).reverse()) as never,
      {
        format,
      },
    )
    expect(await readFile(path)).toEqual(before)
    const [{ input } = {}] = await filesOf(folder)
    await writeCharacterFile(folder, input as never, { format })
    expect(await readFile(path)).toEqual(before)
  })

  test('differs in one line when one word of it does', async () => {
    // Red when long lines are folded.
    const random = seededRandom(`one word of ${format}`)
    const folder = await emptyFolder()
    for (let index = 0; index < sized(`one word of ${format}`, 200, 40); index++) {
      const lines = Array.from({ length: 20 }, () => plainLine(random.below(1_000)))
      const at = random.below(lines.length)
      const ofLines = (): ReturnType<typeof luna> => luna({ system_prompt: lines.join('\n') })
      const ofWords = (): ReturnType<typeof luna> => luna({ personality: lines.join(' ') })
      const make = random.pick([ofLines, ofWords])
      const before = await linesOf(folder, make(), format)
      lines[at] = lines[at]?.replace('word', 'much longer sentence') ?? ''
      const edited = await linesOf(folder, make(), format)
      expect(edited).toHaveLength(before.length)
      expect(edited.filter((line, at) => line !== before[at])).toHaveLength(1)
    }
  })

  test('leaves nothing but the file', async () => {
    const folder = await emptyFolder()
    await writeCharacterFile(folder, luna(), { format })
    expect(await readdir(folder)).toEqual([`luna.${format}`])
  })
})

test('a name that a file system cannot hold is percent-encoded, and no two share a file', async () => {
  const folder = await emptyFolder()
  const names = [
    ...[
      'a?b',
      'a*b',
      'a:b',
      'a<b>',
      'a|b',
      '"a"',
      '100%',
      '100%25',
      '.hidden',
      'dot.',
      '..a',
      '~a',
    ],
    ...[
      'con',
      'nul.txt',
      'com1',
      'console',
      'readme',
      'readme.md',
      'x'.repeat(100),
      '🦊',
      '日'.repeat(100),
    ],
    ...[`${'日'.repeat(99)}本`, 'ﬁ', 'straße', 'a b', "o'neil"],
  ]
  const paths = new Set<string>()
  for (const name of names) paths.add(await writeCharacterFile(folder, luna({ name })))
  expect(paths.size).toBe(names.length)
  for (const path of paths) {
    expect(Buffer.byteLength(basename(path))).toBeLessThan(230)
    expect(basename(path)).not.toMatch(/[<>:"/\\|?*\p{Cc}]|^\.|[. ]$/u)
  }
  expect(basename(await writeCharacterFile(folder, luna({ name: 'Why?' })))).toBe('why%3F.md')
  const files = await filesOf(folder)
  const read = files.map(({ input }) => input?.name ?? '')
  expect(read.sort()).toEqual([...names, 'Why?'].sort())
})

test('random names each have a file that is found again', async () => {
  const random = randomOf(7)
  const folder = await emptyFolder()
  const names = new Set<string>()
  while (names.size < 100) {
    const name = nastyText(random, 3)
    if (describeInvalidName(name) === null) names.add(canonicalName(name))
  }
  for (const name of names) await writeCharacterFile(folder, luna({ name }))
  const files = await filesOf(folder)
  expect(new Set(files.map(({ input }) => input?.name))).toEqual(names)
})

function reversed(value: unknown): never {
  if (typeof value !== 'object' || value === null) return value as never
  if (Array.isArray(value)) return value.map(reversed) as never
  const pairs = Object.entries(value).reverse()
  return Object.fromEntries(pairs.map(([key, item]) => [key, reversed(item)])) as never
}

function plainLine(number: number): string {
  return `This is line ${number} with a word of its own, and long enough to be folded at eighty columns.`
}

async function linesOf(
  folder: string,
  character: ReturnType<typeof luna>,
  format: (typeof FORMATS)[number],
): Promise<string[]> {
  const text = await readFile(await writeCharacterFile(folder, character, { format }), 'utf8')
  return text.split('\n')
}
