/** What became of one cell: held, held but for what the note says, or not applicable. */
export type CellMark = '✓' | '✓ ¹' | '–'

const NOTE =
  '¹ Called as Next.js calls it, with a `Request` and without a port. Next.js itself is [built and ' +
  'started](docs/runtimes.md), and asked less. It answers a path with a trailing slash with a redirect ' +
  '(308) before the handler is asked.'

/** Renders the matrix for the README, and its note. */
export function renderTable(
  columns: readonly string[],
  rows: readonly (readonly [name: string, how: string, marks: readonly CellMark[]])[],
): string {
  const lines = [
    ['host', 'mount', ...columns],
    ['---', '---', ...columns.map(() => ':-:')],
    ...rows.map(([name, how, marks]) => [name, how, ...marks]),
  ]
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  return `${table}\n\n${NOTE}`
}

/** What stands between `<!-- mounts -->` and its end in a text; `null` when there are no markers. */
export function tableIn(text: string): string | null {
  return /<!-- mounts -->\n([\s\S]*?)\n<!-- \/mounts -->/.exec(text)?.[1] ?? null
}
