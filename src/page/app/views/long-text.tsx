import type { JSX } from 'preact'

const PART = 4_000

/** A text of any length: the browser lays out only what is in sight. */
export function LongText(props: {
  readonly text: string
  /** Where it scrolls by itself: what it is called by who reaches it by keyboard. */
  readonly label?: string | undefined
}): JSX.Element {
  const { text, label } = props
  const reached =
    label === undefined ? {} : ({ role: 'group', 'aria-label': label, tabIndex: 0 } as const)
  return (
    <div class="long-text" {...reached}>
      {partsOf(text).map((part, at) => (
        <div key={at} class="text-part">
          {part}
        </div>
      ))}
    </div>
  )
}

/** Parts that end with a line where there is one. */
export function partsOf(text: string): readonly string[] {
  const parts: string[] = []
  for (let start = 0; start < text.length; ) {
    const line = text.indexOf('\n', start + PART)
    const end = line === -1 || line > start + 2 * PART ? cut(text, start + PART) : line
    parts.push(text.slice(start, end))
    start = text[end] === '\n' ? end + 1 : end
  }
  return parts
}

/** Not between the halves of one code point. */
function cut(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at
}
