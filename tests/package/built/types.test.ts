import { beforeAll, describe, expect, test } from 'vitest'
import { type Compile, compilerBeside, compilerWithin } from './compiler.ts'
import { type Consumer, consumer } from './consumer.ts'

/** The oldest compiler that is supported, those in wide use, and the newest. */
const NEWEST = '7.0.2'
const COMPILERS = ['5.5.4', '5.9.3', '6.0.3', NEWEST] as const
const PEERS = {
  '@types/koa': '3.0.3',
  '@types/node': '20.19.43',
  fastify: '5.12.8',
  koa: '3.3.0',
  mongodb: '7.9.0',
  zod: '4.6.7',
}

/** A way to find modules, and what is compiled under it: `.cts` sees the CommonJS declarations. */
interface Resolution {
  readonly module: string
  readonly moduleResolution: string
  readonly files: readonly string[]
}

const RESOLUTIONS: readonly [Resolution, Resolution, Resolution] = [
  { module: 'node16', moduleResolution: 'node16', files: ['core.mts', 'core.cts'] },
  { module: 'nodenext', moduleResolution: 'nodenext', files: ['core.mts', 'core.cts'] },
  { module: 'esnext', moduleResolution: 'bundler', files: ['core.mts'] },
]

let project: Consumer
beforeAll(async () => {
  const compilers = COMPILERS.map((version) => [compilerName(version), `npm:typescript@${version}`])
  project = await consumer('types', { ...Object.fromEntries(compilers), ...PEERS })
})

describe.each(COMPILERS)('TypeScript %s', (version) => {
  let compiler: Compile

  beforeAll(async () => {
    const name = compilerName(version)
    // From 7 on it is no library any more, and ten times faster: it may start for each program.
    if (version === NEWEST) compiler = compilerBeside(project, name)
    else compiler = await compilerWithin(project, name)
  })

  // Without `types`: from TypeScript 6 on nobody's types of Node are loaded unless asked for.
  const compile = (
    { module, moduleResolution }: Resolution,
    files: readonly string[],
    exactOptionalPropertyTypes = true,
  ): Promise<string[]> => {
    const options = {
      module,
      moduleResolution,
      target: 'es2022',
      strict: true,
      exactOptionalPropertyTypes,
      skipLibCheck: false,
      noEmit: true,
      types: [],
    }
    return compiler(options, files)
  }

  test.each(RESOLUTIONS)('compiles the core under $moduleResolution', async (resolution) => {
    expect(await compile(resolution, resolution.files)).toEqual([])
  })

  test.each(RESOLUTIONS)('compiles every entry under $moduleResolution', async (resolution) => {
    expect(await compile(resolution, ['node.mts'])).toEqual([])
  })

  // One compiler is enough: the newest is the fastest, and no laxer than the others.
  test.runIf(version === NEWEST)('compiles the core without exact optionals', async () => {
    for (const resolution of RESOLUTIONS) {
      expect(await compile(resolution, resolution.files, false)).toEqual([])
    }
  })

  test.runIf(version === NEWEST)('finds the types of Node where a mount needs them', async () => {
    for (const file of ['mount-node.mts', 'mount-koa.mts', 'mount-fastify.mts']) {
      expect(await compile(RESOLUTIONS[1], [file])).toEqual([])
    }
  })
})

function compilerName(version: string): string {
  return `typescript-${version}`
}
