/** What became of one cell: held, or not applicable. */
export type CellMark = '✓' | '–'

/** Renders the matrix for the README. */
export function renderTable(
  columns: readonly string[],
  rows: readonly (readonly [name: string, how: string, marks: readonly CellMark[]])[],
): string {
  const lines = [
    ['host', 'mount', ...columns],
    ['---', '---', ...columns.map(() => ':-:')],
    ...rows.map(([name, how, marks]) => [name, how, ...marks]),
  ]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** What stands between `<!-- mounts -->` and its end in a text; `null` when there are no markers. */
export function tableIn(text: string): string | null {
  return /<!-- mounts -->\n([\s\S]*?)\n<!-- \/mounts -->/.exec(text)?.[1] ?? null
}
