import type { JSX } from 'preact'
import type { ControlProps } from './control-props.ts'
import { itemsOf } from './lists.tsx'

/** A list of which each item is one of a few. */
export function ChoicesControl(props: ControlProps): JSX.Element {
  const { field, value, onChange } = props
  const items = itemsOf(value)
  const toggle = (choice: string): void => {
    const isIn = items.includes(choice)
    onChange(isIn ? items.filter((one) => one !== choice) : [...items, choice])
  }
  return (
    <div class="choices" role="group" aria-label={field.title}>
      {field.choices?.map((choice) => (
        <label key={choice} class="switch">
          <input type="checkbox" checked={items.includes(choice)} onChange={() => toggle(choice)} />
          {choice}
        </label>
      ))}
    </div>
  )
}
