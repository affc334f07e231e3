import { type Editing, editedFields } from './editing.ts'
import { wordsOf } from './failure.ts'

/** How a sentence is meant: shown by a colour and by its words. */
export type Tone = 'calm' | 'busy' | 'good' | 'unsaved' | 'bad'

/** A sentence about what is saved. */
export interface SaveWords {
  readonly tone: Tone
  readonly text: string
}

/** Says what is saved, as far as that is known. */
export function saveWords(state: Editing, isOnline: boolean): SaveWords {
  const { save, conflict, gone } = state
  if (save.kind === 'saving') return { tone: 'busy', text: 'Saving…' }
  if (conflict !== null) {
    return { tone: 'bad', text: 'Not saved: somebody else has changed it meanwhile' }
  }
  if (gone !== null) return { tone: 'bad', text: 'Not saved: it is no longer where it was' }
  if (save.kind === 'failed') return { tone: 'bad', text: failureWords(state, isOnline) }
  const isDirty = editedFields(state).length > 0
  if (!isOnline) {
    const rest = isDirty ? 'Your changes are not saved yet.' : 'Nothing can be saved now.'
    return { tone: 'unsaved', text: `Offline. ${rest}` }
  }
  if (isDirty) return { tone: 'unsaved', text: 'Unsaved changes' }
  if (save.kind === 'saved') return { tone: 'good', text: `Saved as version ${save.version}` }
  return { tone: 'calm', text: state.stored === null ? 'Nothing written yet' : 'No changes' }
}

function failureWords({ save, stored }: Editing, isOnline: boolean): string {
  if (save.kind !== 'failed') return ''
  const { failure } = save
  if (failure.kind === 'unknown') {
    const again = stored === null ? 'another character' : 'another version'
    const what = `It is not known whether this was saved. Save again: that never makes ${again}.`
    return isOnline ? what : `Offline. ${what}`
  }
  if (failure.kind === 'offline') return 'Offline. Not saved: your text is still here.'
  if (failure.kind === 'invalid') {
    const count = failure.issues.length
    return `Not saved: ${count === 1 ? 'one field needs' : `${count} fields need`} another look`
  }
  return `Not saved: ${wordsOf(failure)}`
}
