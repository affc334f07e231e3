import type { PageAssets } from './assets.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}
/** A mask, as the icon of the tab: a request less than for a file. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cpath fill='%23346b5d' d='M4 6q12 5 24 0v9q0 11-12 13Q4 26 4 15z'/%3E%3Cpath fill='none' stroke='%23fff' stroke-width='2.4' stroke-linecap='round' d='M9 14q2.5-2.5 5 0m4 0q2.5-2.5 5 0M11 20q5 4 10 0'/%3E%3C/svg%3E"

/** The HTML of the page: it holds no script, no style and no character. */
export function htmlDocument(title: string, label: string, { script, style }: PageAssets): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="dramatis-label" content="${escaped(label)}">
<title>${escaped(title)}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="page/${style.file}">
<script type="module" src="page/${script.file}"></script>
</head>
<body>
<div id="app"><p class="starting">Loading ${escaped(title)}…</p></div>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
}
