import type { EditorControl } from './editor-control.ts'

let open: EditorControl | null = null

/** Hands on the form that is open to the screen that is shown next. */
export function handOver(control: EditorControl): void {
  open = control
}

/** The form that was handed on, where it is of that character. */
export function takeOver(name: string): EditorControl | null {
  const control = open?.state.stored?.name === name ? open : null
  open = null
  return control
}
