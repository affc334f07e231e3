import type { ImportReading } from '../cards/read-import.ts'

/** What to do with a character whose name is taken. */
export type WhenTaken = 'leave' | 'version' | 'rename'

/** A file that is to become a character: plain data, replaced at each step. */
export interface ImportItem {
  readonly id: number
  readonly fileName: string
  /** `null` where the file cannot be read: `problem` says why. */
  readonly reading: ImportReading | null
  readonly name: string
  /** `null` until the server has said. */
  readonly isTaken: boolean | null
  readonly choice: WhenTaken | null
  readonly otherName: string
  readonly problem: string | null
  /** What became of it. */
  readonly done: { readonly name: string; readonly text: string } | null
  readonly isBusy: boolean
}

/** A file as it was read. */
export function importItem(
  id: number,
  fileName: string,
  reading: ImportReading | { readonly error: string },
): ImportItem {
  const isRead = 'input' in reading
  const name = isRead ? String(reading.input.name ?? '') : ''
  return {
    id,
    fileName,
    reading: isRead ? reading : null,
    name,
    isTaken: null,
    choice: null,
    otherName: name,
    problem: isRead ? null : reading.error,
    done: null,
    isBusy: false,
  }
}

/** What an import does next. */
export type ImportStep =
  | { readonly kind: 'create'; readonly name: string }
  | { readonly kind: 'version'; readonly name: string }
  | { readonly kind: 'leave' }
  | { readonly kind: 'choose' }

/** What is to be done with an item, as far as that is decided. */
export function nextStep({ name, isTaken, choice, otherName }: ImportItem): ImportStep {
  if (isTaken === false) return { kind: 'create', name }
  if (isTaken === null || choice === null) return { kind: 'choose' }
  if (choice === 'leave') return { kind: 'leave' }
  if (choice === 'version') return { kind: 'version', name }
  const other = otherName.trim()
  return other === '' ? { kind: 'choose' } : { kind: 'create', name: other }
}

/** Whether an item is still to be imported. */
export function isOpen({ reading, done }: ImportItem): boolean {
  return reading !== null && done === null
}
