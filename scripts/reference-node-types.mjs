// The types of Node are loaded by nobody from TypeScript 6 on, unless a declaration asks for them.
// These entries speak of `IncomingMessage` and the like, so their declarations ask; bundling drops
// a reference that stands in the source. The other entries must work without Node's types.
import { readFile, writeFile } from 'node:fs/promises'

const ENTRIES = ['node', 'koa']
const REFERENCE = '/// <reference types="node" />\n'

for (const entry of ENTRIES) {
  for (const extension of ['d.ts', 'd.cts']) {
    const file = new URL(`../dist/${entry}.${extension}`, import.meta.url)
    const text = await readFile(file, 'utf8')
    if (!text.startsWith(REFERENCE)) await writeFile(file, REFERENCE + text)
  }
}
