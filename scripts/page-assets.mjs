// The script and the style of the page, made of `src/page/app`: a constant that the build, and whatever
// runs the sources, puts in for `PAGE_ASSETS`.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, transform } from 'esbuild'

const APP = new URL('../src/page/app/', import.meta.url)

/** Both as JSON. */
export async function pageAssets() {
  const [script, style] = await Promise.all([bundledScript(), bundledStyle()])
  return JSON.stringify({
    script: asset('js', 'text/javascript; charset=utf-8', script),
    style: asset('css', 'text/css; charset=utf-8', style),
  })
}

async function bundledScript() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('main.tsx', APP))],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // Their licences stand in THIRD-PARTY-LICENSES.md.
    legalComments: 'none',
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0].text
}

async function bundledStyle() {
  const folder = new URL('styles/', APP)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.css')).sort()
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')))
  const { code } = await transform(texts.join('\n'), {
    loader: 'css',
    minify: true,
    target: 'es2022',
  })
  return code
}

function asset(extension, type, text) {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12)
  const gzip = gzipSync(text, { level: 9 }).toString('base64')
  return { file: `app-${hash}.${extension}`, type, gzip }
}
