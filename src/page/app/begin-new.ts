import type { FormValues } from './form/field.ts'
import type { Session } from './session.ts'
import { hashOf, type Route } from './state/route.ts'

/** Goes to the form of a new character with the text that was written for one that is gone. */
export function beginNew(session: Session, of: string, values: FormValues): void {
  const route: Route = { at: 'new', from: null, version: null, of }
  const id = hashOf(route)
  const at = new Date().toISOString()
  const draft = { id, name: '', baseVersion: null, base: {}, edited: values, together: null, at }
  session.drafts.keep(draft)
  location.hash = id
}
