import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** Stands nowhere: it is compiled out of memory. */
const FILE = `${ROOT}tests/types/consumer.ts`

const HEAD = `
import { z } from 'zod'
import { type Character, CharacterService, defineCharacterModel, memoryStorage } from '../../src/index.ts'
`

/** What a consumer writes, and a part of what the compiler must say about that line. */
const WRONG: readonly (readonly [line: string, complaint: string])[] = [
  [
    'defineCharacterModel({ attributes: { name: z.string() } })',
    `"'name' is a field of every character: choose another attribute name"`,
  ],
  [
    'defineCharacterModel({ attributes: { version_number: z.int() } })',
    `"'version_number' is a field of every character: choose another attribute name"`,
  ],
  [
    'defineCharacterModel({ attributes: { born: z.date() } })',
    `"attribute 'born' does not give JSON: characters are stored and sent as JSON"`,
  ],
  [
    'defineCharacterModel({ attributes: { size: z.bigint() } })',
    `"attribute 'size' does not give JSON: characters are stored and sent as JSON"`,
  ],
  [
    'defineCharacterModel({ attributes: { extra: z.unknown() } })',
    `"attribute 'extra' does not give JSON: characters are stored and sent as JSON"`,
  ],
  [
    'defineCharacterModel({ attributes: { extra: z.any() } })',
    `"attribute 'extra' does not give JSON: characters are stored and sent as JSON"`,
  ],
  [
    'defineCharacterModel({ attributes: { when: z.object({ at: z.date() }) } })',
    `"attribute 'when' does not give JSON: characters are stored and sent as JSON"`,
  ],
  [
    'defineCharacterModel({ attributes: { mood: z.string().optional() } })',
    `"attribute 'mood' may be undefined: use .nullable().default(null) instead of .optional()"`,
  ],
  [
    'defineCharacterModel({ attributes: { mood: z.exactOptional(z.string()) } })',
    `"attribute 'mood' may be undefined: use .nullable().default(null) instead of .optional()"`,
  ],
  [
    'defineCharacterModel({ attributes: { age: z.string().transform(Number) } })',
    `"attribute 'age' does not accept its own output: leave transforms to the caller"`,
  ],
  [
    "defineCharacterModel({ attributes: { mood: z.string() }, private: ['moood'] })",
    `Type '"moood"' is not assignable to type '"mood"'`,
  ],
  [
    "defineCharacterModel({ attributes: { age: z.int() }, searchable: ['age'] })",
    `Type '"age"' is not assignable to type '"name" | "display_name" | "personality" | "traits"'`,
  ],
  [
    "defineCharacterModel({ attributes: { past: z.string() }, private: ['past'], searchable: ['past'] })",
    `Type '"past"' is not assignable to type`,
  ],
  ['defineCharacterModel({ attribute: {} })', "'attribute' does not exist in type"],
  [
    'defineCharacterModel({ validate: async () => [] })',
    "Type 'Promise<never[]>' is not assignable to type",
  ],
  [
    'declare const whole: Character; new CharacterService({ storage: memoryStorage() }).createCharacter(whole)',
    "Type 'string' is not assignable to type 'never'",
  ],
]

const HOVER = `
const model = defineCharacterModel({ attributes: { mood: z.enum(['calm', 'wild']).default('calm') } })
const service = new CharacterService({ storage: memoryStorage(), model })
export const loaded = service.getCharacter('luna')
export const bare = new CharacterService({ storage: memoryStorage() }).getCharacter('luna')
`

let complaints: Map<number, string>
let hover: (variable: string) => string

beforeAll(() => {
  const text = `${HEAD}${WRONG.map(([line]) => `;${line}\n`).join('')}${HOVER}`
  const firstLine = HEAD.split('\n').length
  const service = languageServiceOf(text)
  complaints = new Map()
  for (const diagnostic of service.getSemanticDiagnostics(FILE)) {
    const { start = 0, messageText, file } = diagnostic
    const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) - firstLine + 1
    const said = ts.flattenDiagnosticMessageText(messageText, '\n')
    complaints.set(line, `${complaints.get(line) ?? ''}${said}\n`)
  }
  hover = (variable) => {
    const info = service.getQuickInfoAtPosition(FILE, text.indexOf(`const ${variable} `) + 6)
    return ts.displayPartsToString(info?.displayParts)
  }
}, 120_000)

describe('the compiler says what to do about', () => {
  test.each(WRONG)('%s', (line, complaint) => {
    const index = WRONG.findIndex(([wrong]) => wrong === line)
    expect(complaints.get(index)).toContain(complaint)
  })

  test('nothing else', () => {
    expect([...complaints.keys()].sort((a, b) => a - b)).toEqual(WRONG.map((_, index) => index))
  })
})

test('an editor shows types short', () => {
  expect(hover('loaded')).toBe(
    'const loaded: Promise<Character & {\n    readonly mood: "calm" | "wild";\n}>',
  )
  expect(hover('bare')).toBe('const bare: Promise<Character>')
  expect(hover('model')).toBe(
    'const model: CharacterModel<{\n    readonly mood: "calm" | "wild";\n}, "mood", never>',
  )
})

function languageServiceOf(text: string): ts.LanguageService {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.tests.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [FILE],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const content = path === FILE ? text : ts.sys.readFile(path)
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content)
    },
    getCurrentDirectory: () => ROOT,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (path) => path === FILE || ts.sys.fileExists(path),
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  }
  return ts.createLanguageService(host)
}
