import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../package/source-graph.ts'

/** Files that are known to git, or will be: what it ignores is no part of the repository. */
function documents(): string[] {
  const arguments_ = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md']
  const listed = execFileSync('git', arguments_, { cwd: ROOT, encoding: 'utf8' })
  return listed.split('\n').filter((path) => path !== '' && existsSync(join(ROOT, path)))
}

/** The links of a text, code left out. */
function linksOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '')
}

/** The anchors of a document, made of its headings as GitHub makes them. */
function anchorsOf(text: string): string[] {
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ +(.*)$/gm)
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  )
}

function faultOf(document: string, link: string): string | null {
  if (/^(?:https?|mailto):/.test(link)) return null
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? document : join(dirname(document), decodeURI(path))
  if (!existsSync(join(ROOT, target))) return `${document}: there is no ${link}`
  if (anchor === undefined) return null
  const isThere = anchorsOf(readFileSync(join(ROOT, target), 'utf8')).includes(anchor)
  return isThere ? null : `${document}: there is no heading ${link}`
}

test('every relative link of every document leads somewhere', () => {
  const links = documents().flatMap((document) =>
    linksOf(readFileSync(join(ROOT, document), 'utf8')).map((link) => [document, link] as const),
  )
  console.log(`figure: links in documents: ${links.length}`)
  expect(links.length).toBeGreaterThan(20)
  expect(links.map(([document, link]) => faultOf(document, link)).filter(Boolean)).toEqual([])
})
