import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createNodeHandler } from '../../../src/http/mounts/node.ts'
import { defineCharacterModel } from '../../../src/model/define-character.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { luna } from '../../support/characters.ts'
import { FULL, figure } from '../../support/sizes.ts'

const FOLDER = fileURLToPath(new URL('../schemathesis/', import.meta.url))
const INSTALLED = fileURLToPath(
  new URL('../../../.cache/schemathesis/bin/schemathesis', import.meta.url),
)

function findSchemathesis(): string | null {
  if (existsSync(INSTALLED)) return INSTALLED
  const onPath = spawnSync('schemathesis', ['--version'])
  return onPath.status === 0 ? 'schemathesis' : null
}

const command = findSchemathesis()
if (command === null) {
  const reason = 'schemathesis is not installed: pip install schemathesis (see CONTRIBUTING.md)'
  if (process.env.REQUIRE_SCHEMATHESIS === '1') throw new Error(reason)
  console.warn(`SKIPPED: the client driven by the OpenAPI document: ${reason}`)
}

/** Runs the client against a document, and gives all it printed. */
function runClient(executable: string, url: string): Promise<{ status: number; output: string }> {
  const examples = String(FULL ? 300 : 40)
  const child = spawn(
    executable,
    ['--config-file', `${FOLDER}schemathesis.toml`, 'run', url, '--max-examples', examples],
    { cwd: FOLDER, env: { ...process.env, SCHEMATHESIS_HOOKS: 'hooks', PYTHONPATH: FOLDER } },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve({ status: status ?? 1, output }))
  })
}

// Red when a bound is missing in the document, or an answer is not described.
test.skipIf(command === null)(
  'a client driven by the document alone finds no answer that it does not allow',
  async () => {
    const model = defineCharacterModel({
      attributes: {
        mood: z.enum(['calm', 'wild']).default('calm'),
        age: z.int().min(0).max(10_000).nullable().default(null),
      },
    })
    const service = new CharacterService({ storage: memoryStorage(), model })
    await service.createCharacter(luna())
    const failures: unknown[] = []
    const handler = createNodeHandler(service, {
      authorize: () => true,
      onError: (error) => failures.push(error),
    })
    const server = createServer((req, res) => handler(req, res))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    try {
      const url = `http://127.0.0.1:${port}/characters/-/openapi.json`
      const { status, output } = await runClient(command as string, url)
      const cases = /(\d+) generated/.exec(output)?.[1]
      figure('requests made from the OpenAPI document alone', `${cases} cases, exit ${status}`)
      expect(status, output).toBe(0)
      expect(Number(cases)).toBeGreaterThan(100)
      expect(failures).toEqual([])
    } finally {
      server.closeAllConnections()
      server.close()
    }
  },
  600_000,
)
