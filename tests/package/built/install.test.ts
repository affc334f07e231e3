import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ENTRIES } from '../public-names.ts'
import { consumer, freshConsumer } from './consumer.ts'

const MAIN_JOB = `
  const service = new CharacterService({ storage: memoryStorage() })
  const created = await service.createCharacter({
    name: 'Luna',
    display_name: 'Luna',
    personality: 'Warm and curious',
    system_prompt: 'You are Luna.',
    traits: ['helpful'],
  })
  const updated = await service.updateCharacter('LUNA', { traits: ['helpful', 'patient'] })
  const read = await service.getCharacter('luna')
  console.log(created.version_number, updated.version_number, read.traits.join())
`

const ESM = `import { CharacterService, memoryStorage } from 'dramatis'\n${MAIN_JOB}`
const CJS = `
  const { CharacterService, memoryStorage } = require('dramatis')
  async function main() {${MAIN_JOB}}
  main()
`

test('installs nothing besides its peers, and works with them alone', async () => {
  const project = await freshConsumer('bare')
  const installed = await readdir(join(project.directory, 'node_modules'))
  expect(installed.filter((name) => !name.startsWith('.')).sort()).toEqual(['dramatis', 'zod'])

  const withoutMongo = ENTRIES.filter((entry) => entry !== 'dramatis/mongo')
  const imports = withoutMongo.map((entry) => `await import('${entry}')`).join('\n')
  await project.write('main.mjs', `${imports}\n${ESM}`)
  expect(await project.run('node', 'main.mjs')).toBe('1 2 helpful,patient\n')
  await project.write('main.cjs', CJS)
  expect(await project.run('node', 'main.cjs')).toBe('1 2 helpful,patient\n')

  // The command brings its libraries along.
  const luna = { name: 'luna', display_name: 'Luna', personality: 'kind', traits: [] }
  await project.write('luna.json', JSON.stringify({ ...luna, system_prompt: 'You are Luna.' }))
  expect(await project.run('npx', 'dramatis', 'validate', 'luna.json')).toBe('1 valid, 0 invalid\n')
})

test('works with the oldest peers it allows', async () => {
  const project = await consumer('oldest-peers', { zod: '4.0.0', mongodb: '6.0.0' })
  await project.write('main.mjs', `await import('dramatis/mongo')\n${ESM}`)
  expect(await project.run('node', 'main.mjs')).toBe('1 2 helpful,patient\n')
})

test('works in Jest as it comes', async () => {
  const project = await consumer('jest', { jest: '30.5.2', zod: '4.6.7', mongodb: '7.9.0' })
  const cases = ENTRIES.map((entry) => `test('${entry}', () => { require('${entry}') })`)
  await project.write(
    'main.test.js',
    `const { CharacterService, memoryStorage } = require('dramatis')
     ${cases.join('\n')}
     test('main job', async () => {${MAIN_JOB} expect(read.version_number).toBe(2) })`,
  )
  await project.run('npx', 'jest', '--rootDir', project.directory)
})
