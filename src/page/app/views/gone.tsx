import type { JSX } from 'preact'
import type { EditorControl } from '../editor-control.ts'
import type { Gone, Stored } from '../state/editing.ts'
import { When } from './bits.tsx'

/** The character is not where it was while somebody writes it: what to do with the text. */
export function GoneView(props: {
  readonly gone: Gone
  readonly stored: Stored
  readonly control: EditorControl
  readonly act: (work: Promise<Stored | null>) => void
}): JSX.Element {
  const { gone, stored, control, act } = props
  const displayName = gone.kind === 'lost' ? stored.displayName : gone.displayName
  const asNew = (
    <button type="button" onClick={() => control.becomeNew()}>
      Save mine as a new character
    </button>
  )
  if (gone.kind === 'renamed') {
    return (
      <section class="trouble" aria-label={`${displayName} was renamed`}>
        <h3>Somebody renamed it: it is {gone.name} now</h3>
        <p>Your text is still here, and not saved.</p>
        <button type="button" class="primary" onClick={() => act(control.goOn(gone.name))}>
          Go on under the new name
        </button>
        {asNew}
      </section>
    )
  }
  return (
    <section class="trouble" aria-label={`${displayName} was deleted`}>
      <h3>
        {gone.kind === 'lost' ? 'It is no longer there' : 'Somebody deleted it'}
        {gone.kind === 'deleted' && gone.by !== null && `: ${gone.by}`}
        {gone.kind === 'deleted' && gone.at !== null && (
          <>
            , <When at={gone.at} />
          </>
        )}
      </h3>
      <p>Your text is still here, and not saved.</p>
      {gone.kind === 'deleted' && (
        <button type="button" class="primary" onClick={() => act(control.restoreAndSave())}>
          Restore it and save mine
        </button>
      )}
      {asNew}
    </section>
  )
}
