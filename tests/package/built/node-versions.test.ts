import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ENTRIES } from '../public-names.ts'
import { type Consumer, consumer } from './consumer.ts'

/** The oldest that is supported, and the newest of each line. */
const VERSIONS = ['20.19.0', '20.20.2', '22.23.3', '24.21.0', '26.10.0'] as const
/** The npm registry has Node itself, a package for each platform. */
const BINARY = `node-${process.platform}-${process.arch}`
const BINARIES = VERSIONS.map((version) => [`node-${version}`, `npm:${BINARY}@${version}`])
const PEERS = { mongodb: '7.9.0', zod: '4.6.7' }

/** Serves a character over a real port, and changes it twice at once. */
const JOB = `
  const service = new CharacterService({ storage: memoryStorage() })
  const handler = createNodeHandler(service, { authorize: () => true })
  const server = createServer((req, res) => handler(req, res))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = 'http://127.0.0.1:' + server.address().port + '/characters'
  const luna = { name: 'Luna', display_name: 'Luna', personality: 'p', system_prompt: 's', traits: [] }
  const headers = { 'content-type': 'application/json' }
  const created = await fetch(url, { method: 'POST', headers, body: JSON.stringify(luna) })
  await Promise.all([
    service.updateCharacter('luna', { personality: 'warm' }),
    service.editCharacter('luna', ({ traits }) => ({ traits: [...traits, 'kind'] })),
  ])
  const read = await (await fetch(url + '/LUNA')).json()
  console.log(created.status, read.version_number, read.personality, read.traits.join())
  server.close()
  server.closeAllConnections()
`
const OUTPUT = '200 3 warm kind\n'

const ESM = `
  ${ENTRIES.map((entry) => `await import('${entry}')`).join('\n')}
  import { createServer } from 'node:http'
  import { CharacterService, memoryStorage } from 'dramatis'
  import { createNodeHandler } from 'dramatis/node'
  ${JOB}
`
const CJS = `
  ${ENTRIES.map((entry) => `require('${entry}')`).join('\n')}
  const { createServer } = require('node:http')
  const { CharacterService, memoryStorage } = require('dramatis')
  const { createNodeHandler } = require('dramatis/node')
  async function main() {${JOB}}
  main()
`

let project: Consumer
beforeAll(async () => {
  project = await consumer('node', { ...Object.fromEntries(BINARIES), ...PEERS })
  await project.write('main.mjs', ESM)
  await project.write('main.cjs', CJS)
})

describe.each(VERSIONS)('Node %s', (version) => {
  test('runs the package, imported and required', async () => {
    const node = join(project.directory, 'node_modules', `node-${version}`, 'bin/node')
    expect(await project.run(node, '--version')).toBe(`v${version}\n`)
    expect(await project.run(node, 'main.mjs')).toBe(OUTPUT)
    expect(await project.run(node, 'main.cjs')).toBe(OUTPUT)
  })
})
