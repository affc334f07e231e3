import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'

/** A dialog over the page: the browser keeps the focus in it, and gives it back. */
export function Dialog(props: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}): JSX.Element {
  const { onClose } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    element?.showModal()
    element?.addEventListener('close', onClose)
    return () => {
      // Told a moment later, it would close the dialog that is open by then.
      element?.removeEventListener('close', onClose)
      element?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog ref={dialog} aria-labelledby={id}>
      <h2 id={id}>{props.title}</h2>
      {props.children}
    </dialog>
  )
}

/** The buttons at the end of a dialog. */
export function DialogButtons(props: {
  readonly onClose: () => void
  readonly children: ComponentChildren
}): JSX.Element {
  return (
    <div class="dialog-buttons">
      <button type="button" onClick={props.onClose}>
        Cancel
      </button>
      {props.children}
    </div>
  )
}

/** Something typed in a dialog. */
export function TextRow(props: {
  readonly label: string
  readonly value: string
  readonly onType: (text: string) => void
  readonly options?: readonly string[]
  readonly isRequired?: boolean
  readonly maxLength?: number
  readonly problem?: string | null
  readonly hint?: string
}): JSX.Element {
  const id = useId()
  const { options, problem, hint } = props
  const about = [problem && `${id}-p`, hint && `${id}-h`].filter(Boolean).join(' ')
  return (
    <div class="row">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        type="text"
        value={props.value}
        list={options && `${id}-l`}
        required={props.isRequired}
        maxLength={props.maxLength}
        aria-invalid={problem ? true : undefined}
        aria-describedby={about || undefined}
        autocomplete="off"
        onInput={(event) => props.onType(event.currentTarget.value)}
      />
      {options && (
        <datalist id={`${id}-l`}>
          {options.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {hint && (
        <p class="hint" id={`${id}-h`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="problem" id={`${id}-p`}>
          {problem}
        </p>
      )}
    </div>
  )
}
