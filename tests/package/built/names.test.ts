import { beforeAll, describe, expect, test } from 'vitest'
import { ENTRIES, PUBLIC_NAMES } from '../public-names.ts'
import { type Consumer, consumer } from './consumer.ts'
import { declarationOf, declaredNames } from './declared-names.ts'

const PRINT_NAMES = `
  const names = {}
  for (const [entry, exports] of modules) {
    names[entry] = Object.keys(exports).sort()
    for (const [name, value] of Object.entries(exports)) {
      // What a stack trace shows.
      if (typeof value === 'function' && value.name !== name) names[name] = value.name
    }
  }
  console.log(JSON.stringify(names))
`

const ESM = `
  const modules = []
  for (const entry of ${JSON.stringify(ENTRIES)}) modules.push([entry, await import(entry)])
  ${PRINT_NAMES}
`

const CJS = `
  const modules = ${JSON.stringify(ENTRIES)}.map((entry) => [entry, require(entry)])
  ${PRINT_NAMES}
`

const listed = Object.fromEntries(ENTRIES.map((entry) => [entry, PUBLIC_NAMES[entry]?.values]))

describe('the built package', () => {
  let project: Consumer

  beforeAll(async () => {
    project = await consumer('names', { mongodb: '7.9.0', zod: '4.6.7' })
  })

  test('exports exactly the listed names to ESM', async () => {
    await project.write('names.mjs', ESM)
    expect(JSON.parse(await project.run('node', 'names.mjs'))).toEqual(listed)
  })

  test('exports exactly the listed names to CommonJS', async () => {
    await project.write('names.cjs', CJS)
    expect(JSON.parse(await project.run('node', 'names.cjs'))).toEqual(listed)
  })

  test('lets ESM import the CommonJS build by name', async () => {
    await project.write('both.cjs', "module.exports = require('dramatis')")
    await project.write(
      'both.mjs',
      "import { CharacterService } from './both.cjs'\nconsole.log(typeof CharacterService)",
    )
    expect(await project.run('node', 'both.mjs')).toBe('function\n')
  })
})

test.each(['d.ts', 'd.cts'] as const)('declares exactly the listed names in %s', (extension) => {
  const declared = declaredNames(ENTRIES.map((entry) => declarationOf(entry, extension)))
  const byEntry = ENTRIES.map((entry) => [entry, declared.get(declarationOf(entry, extension))])
  expect(Object.fromEntries(byEntry)).toEqual(PUBLIC_NAMES)
  const count = Object.values(PUBLIC_NAMES).reduce((sum, { values }) => sum + values.length, 0)
  console.log(`figure: public names: ${count} values in ${ENTRIES.length} entries`)
})
