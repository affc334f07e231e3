import type { FormValues } from './form/field.ts'
import { hashOf } from './state/route.ts'

let given: FormValues | undefined

/** Goes to the form of a new character that begins with this. */
export function beginNew(values: FormValues): void {
  given = values
  location.hash = hashOf({ at: 'new', from: null, version: null })
}

/** What a new character begins with: given to whoever asks first. */
export function takeGiven(): FormValues | undefined {
  const values = given
  given = undefined
  return values
}
