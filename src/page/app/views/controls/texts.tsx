import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { FormField } from '../../form/field.ts'
import { type ControlProps, describedBy } from './control-props.ts'

/** A text of one line, or a number. */
export function LineControl(props: ControlProps): JSX.Element {
  const { field, value, onChange } = props
  const isNumber = field.kind === 'number'
  return (
    <input
      id={`f-${field.name}`}
      type="text"
      inputMode={isNumber ? (field.isInteger ? 'numeric' : 'decimal') : undefined}
      value={String(value)}
      autocomplete="off"
      spellcheck={field.name !== 'name' && !isNumber}
      required={field.isRequired}
      aria-invalid={props.problem !== undefined || undefined}
      aria-describedby={describedBy(props)}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** In UTF-16 units: longer texts are neither measured nor spell-checked as they are typed. */
const HUGE = 20_000

/**
 * A text of many lines, or JSON. What is typed stays in the control: a long text is never written back
 * into it. The form makes a new one when the value is replaced by anything else than typing.
 */
export function TextControl(props: ControlProps): JSX.Element {
  const { field, value, onChange } = props
  const text = String(value)
  return (
    <>
      <textarea
        id={`f-${field.name}`}
        defaultValue={text}
        rows={field.name === 'system_prompt' ? 14 : 3}
        class={`${field.kind === 'json' ? 'code' : 'prose'} ${text.length > HUGE ? 'huge' : ''}`}
        spellcheck={field.kind !== 'json' && text.length <= HUGE}
        required={field.isRequired}
        aria-invalid={props.problem !== undefined || undefined}
        aria-describedby={describedBy(props)}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {field.kind === 'text' && <Counts text={text} field={field} />}
    </>
  )
}

const PAUSE_MS = 200

/** How long a text is: counted when it stands still for a moment. */
function Counts({
  text,
  field,
}: {
  readonly text: string
  readonly field: FormField
}): JSX.Element {
  const [counted, setCounted] = useState(() => (text.length > HUGE ? null : countsOf(text)))
  useEffect(() => {
    const timer = setTimeout(() => setCounted(countsOf(text)), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  if (counted === null) return <p class="counts">Counting…</p>
  const { characters, words } = counted
  const of = field.maxLength === null ? '' : ` of ${field.maxLength.toLocaleString('en')}`
  const isOver = field.maxLength !== null && characters > field.maxLength
  return (
    <p class={isOver ? 'counts problem' : 'counts'}>
      {characters.toLocaleString('en')}
      {of} characters · {words.toLocaleString('en')} words
    </p>
  )
}

/** In code points, as the server counts; a word is what stands between blanks. */
function countsOf(text: string): { readonly characters: number; readonly words: number } {
  let characters = 0
  let words = 0
  let wasBlank = true
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    // The second half of a code point is counted with its first one.
    if (code < 0xdc00 || code > 0xdfff) characters += 1
    const isBlank = code <= 0x20 || (code > 0x9f && BLANK.test(text.charAt(at)))
    if (wasBlank && !isBlank) words += 1
    wasBlank = isBlank
  }
  return { characters, words }
}

const BLANK = /\s/
