import type { JSX } from 'preact'
import type { FormField } from '../../form/field.ts'
import { ChoicesControl } from './choices.tsx'
import { type ControlProps, describedBy } from './control-props.ts'
import { ChipsControl, TextsControl } from './lists.tsx'
import { LineControl, TextControl } from './texts.tsx'

/** A field of the form: its title, its control, what it is about, and what is wrong with it. */
export function FieldControl(
  props: ControlProps & { readonly children?: JSX.Element },
): JSX.Element {
  const { field, problem } = props
  const isWide = field.kind === 'text' || field.kind === 'json' || isTexts(field)
  return (
    <div class={`field ${field.kind} ${isWide ? 'wide' : ''} field-${field.name}`}>
      <Title field={field} />
      <Control {...props} />
      {problem !== undefined && (
        <p class="problem" id={`p-${field.name}`}>
          {field.title} {problem}
        </p>
      )}
      {field.description !== null && (
        <p class="hint" id={`d-${field.name}`}>
          {field.description}
        </p>
      )}
      {props.children}
    </div>
  )
}

function Title({ field }: { readonly field: FormField }): JSX.Element | null {
  if (field.kind === 'switch') return null
  if (field.kind === 'list') return <span class="title">{field.title}</span>
  return <label for={`f-${field.name}`}>{field.title}</label>
}

function Control(props: ControlProps): JSX.Element {
  const { field } = props
  switch (field.kind) {
    case 'text':
    case 'json':
      return <TextControl {...props} />
    case 'choice':
      return <ChoiceControl {...props} />
    case 'switch':
      return <SwitchControl {...props} />
    case 'list':
      if (field.choices !== null) return <ChoicesControl {...props} />
      return isTexts(field) ? <TextsControl {...props} /> : <ChipsControl {...props} />
    default:
      return <LineControl {...props} />
  }
}

/** Lists of what may be long are shown one below the other. */
const SHORT = 250
function isTexts({ kind, choices, maxLength, name }: FormField): boolean {
  if (kind !== 'list' || choices !== null || name === 'tags') return false
  return maxLength === null || maxLength > SHORT
}

function ChoiceControl(props: ControlProps): JSX.Element {
  const { field, value, onChange } = props
  const isUnset = value === '' || field.isNullable
  return (
    <select
      id={`f-${field.name}`}
      value={String(value)}
      aria-invalid={props.problem !== undefined || undefined}
      aria-describedby={describedBy(props)}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {isUnset && <option value="">—</option>}
      {field.choices?.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </select>
  )
}

function SwitchControl(props: ControlProps): JSX.Element {
  const { field, value, onChange } = props
  return (
    <label class="switch">
      <input
        id={`f-${field.name}`}
        type="checkbox"
        checked={value === true}
        aria-describedby={describedBy(props)}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {field.title}
    </label>
  )
}
