import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const JAVA_DIR: string = fileURLToPath(new URL('../java/', import.meta.url))
const POM: string = join(JAVA_DIR, 'pom.xml')
const LAUNCHER: string = join(JAVA_DIR, 'MongoServer.java')

/**
 * The Java class path of the MongoDB server of the tests. Built once with Maven and `javac` under
 * `tests/java/target/<hash of pom and launcher>`; later calls need neither of them, nor a network.
 * Rejects where Java or Maven is missing.
 */
export async function mongoClassPath(): Promise<string> {
  const target = join(JAVA_DIR, 'target', await inputsHash())
  if (!existsSync(target)) await build(target)
  return [join(target, 'jars', '*'), join(target, 'classes')].join(':')
}

async function inputsHash(): Promise<string> {
  const hash = createHash('sha256')
  for (const file of [POM, LAUNCHER]) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 16)
}

async function build(target: string): Promise<void> {
  const draft = `${target}.${process.pid}`
  const jars = join(draft, 'jars')
  const classes = join(draft, 'classes')
  await mkdir(classes, { recursive: true })
  try {
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime']
    await run('mvn', ['-q', '-B', '-f', POM, ...goal, `-DoutputDirectory=${jars}`])
    await run('javac', ['-cp', join(jars, '*'), '-d', classes, LAUNCHER])
    // Several runs may build at once: the first rename wins, the others find it done.
    await rename(draft, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
