import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** What the figures were measured on. */
export function machine() {
  return `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}`
}

/** A Markdown table of the rows, with a column for each figure that any of them has. */
export function toTable(rows) {
  const columns = [...new Set(rows.flatMap(Object.keys))]
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((column) => cell(row[column])))),
  ].join('\n')
}

function cell(value) {
  if (typeof value !== 'number') return value ?? ''
  const rounded = Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3))
  return rounded.toLocaleString('en')
}

/** Puts a table between the markers of its suite, with what it was measured on, when, and how. */
export function intoReadme(path, suite, table) {
  const [begin, end] = [`<!-- measured: ${suite} -->`, `<!-- end: ${suite} -->`]
  const readme = readFileSync(path, 'utf8')
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`${path} has no markers of ${suite}`)
  const when = new Date().toISOString().slice(0, 10)
  const rounds = process.env.ROUNDS === undefined ? '' : `ROUNDS=${process.env.ROUNDS} `
  const how = `${when}, ${machine()}, \`${rounds}npm run bench -- ${suite}\``
  const before = readme.slice(0, from + begin.length)
  writeFileSync(path, `${before}\n${how}\n\n${table}\n${readme.slice(to)}`)
}
