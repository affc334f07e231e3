import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { type ControlProps, describedBy } from './control-props.ts'

/** A list of short texts, as chips. */
export function ChipsControl(props: ControlProps): JSX.Element {
  const { field, value, onChange } = props
  const items = itemsOf(value)
  const [text, setText] = useState('')
  const add = (): void => {
    if (text.trim() === '') return
    onChange([...items, text])
    setText('')
  }
  return (
    <div class="chips" role="group" aria-label={field.title}>
      {items.map((item, at) => (
        <span key={at} class="chip">
          <bdi>{item}</bdi>
          <button
            type="button"
            class="quiet"
            aria-label={`Remove ${item} from ${field.title}`}
            onClick={() => onChange(items.toSpliced(at, 1))}
          >
            ×
          </button>
        </span>
      ))}
      <input
        id={`f-${field.name}`}
        aria-label={`Add to ${field.title}`}
        placeholder="Add, then Enter"
        value={text}
        autocomplete="off"
        aria-invalid={props.problem !== undefined || undefined}
        aria-describedby={describedBy(props)}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
            event.preventDefault()
            add()
          } else if (event.key === 'Backspace' && text === '' && items.length > 0) {
            onChange(items.slice(0, -1))
          }
        }}
        onBlur={add}
      />
    </div>
  )
}

/** A list of texts that may be long. */
export function TextsControl(props: ControlProps): JSX.Element {
  const { field, value, onChange } = props
  const items = itemsOf(value)
  return (
    <div class="texts" role="group" aria-label={field.title}>
      {items.map((item, at) => (
        <div key={`${at}/${items.length}`} class="texts-one">
          <textarea
            class="prose"
            rows={2}
            aria-label={`${field.title} ${at + 1}`}
            defaultValue={item}
            onInput={(event) => onChange(items.with(at, event.currentTarget.value))}
          />
          <button
            type="button"
            aria-label={`Remove ${at + 1} from ${field.title}`}
            onClick={() => onChange(items.toSpliced(at, 1))}
          >
            ×
          </button>
        </div>
      ))}
      <button
        type="button"
        id={`f-${field.name}`}
        aria-describedby={describedBy(props)}
        onClick={() => onChange([...items, ''])}
      >
        Add to {field.title}
      </button>
    </div>
  )
}

/** The items of a list, whatever the control was given. */
export function itemsOf(value: ControlProps['value']): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : []
}
