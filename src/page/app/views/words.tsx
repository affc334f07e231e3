import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { FormValue } from '../form/field.ts'
import { fold, type Piece, wordDiff } from '../words/word-diff.ts'

/** What a text was and is: words that went away, and words that came. */
export function Words(props: { readonly before: string; readonly after: string }): JSX.Element {
  const { before, after } = props
  const pieces = useMemo(() => fold(wordDiff(before, after)), [before, after])
  return (
    <div class="words">
      {pieces.map((piece, at) => (
        <Word key={at} piece={piece} />
      ))}
      {after === '' && before === '' && <span class="hint">empty</span>}
    </div>
  )
}

function Word({ piece: { kind, text } }: { readonly piece: Piece }): JSX.Element {
  if (kind === 'added') return <ins>{text}</ins>
  if (kind === 'removed') return <del>{text}</del>
  if (kind === 'same') return <span>{text}</span>
  const lines = text.split('\n').length
  return (
    <details>
      <summary>
        {lines === 1 ? 'More that is the same' : `${lines} lines that are the same`}
      </summary>
      {text}
    </details>
  )
}

/** A value as a text: lists with an item a line. */
export function shownValue(value: FormValue): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.join('\n') : value ? 'yes' : 'no'
}
