import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Deleted, DeletedControl } from '../deleted-control.ts'
import { type Session, say } from '../session.ts'
import { wordsOf } from '../state/failure.ts'
import { useStore } from '../store.ts'
import { ActionButton, Avatar, Screen, Waiting, When } from './bits.tsx'
import { Dialog, DialogButtons, TextRow } from './dialog.tsx'

/** What was deleted: to be restored, or purged. */
export function DeletedScreen(props: {
  readonly session: Session
  readonly control: DeletedControl
}): JSX.Element {
  const { session, control } = props
  const { items, hasMore, isWaiting, failure } = useStore(control.store)
  return (
    <Screen heading="Deleted characters">
      {failure !== null && <p role="alert">{wordsOf(failure)}</p>}
      {isWaiting && <Waiting>Looking…</Waiting>}
      {items.length === 0 && !isWaiting && failure === null && <p>Nothing is deleted.</p>}
      <ul class="deleted" aria-label="Deleted characters">
        {items.map((one) => (
          <Row key={one.id} session={session} control={control} one={one} />
        ))}
      </ul>
      {hasMore && (
        <button type="button" class="more" onClick={() => control.more()}>
          Show more
        </button>
      )}
    </Screen>
  )
}

function Row(props: {
  readonly session: Session
  readonly control: DeletedControl
  readonly one: Deleted
}): JSX.Element {
  const { session, control, one } = props
  const [asked, setAsked] = useState<'name' | 'purge' | null>(null)
  const close = (): void => setAsked(null)
  const restore = async (name?: string): Promise<string | null> => {
    const outcome = await control.restore(one, name)
    if (outcome.ok) return null
    if (outcome.failure.kind === 'taken') setAsked('name')
    else if (outcome.failure.kind !== 'forbidden') say(session, 'bad', wordsOf(outcome.failure))
    return wordsOf(outcome.failure)
  }
  return (
    <li>
      <Avatar url={one.avatar_url} name={one.display_name} kind="small" />
      <div class="row-text">
        <strong>
          <bdi>{one.display_name}</bdi>
        </strong>
        <span class="row-more">
          <bdi>{one.name}</bdi> · v{one.version_number}
          {one.deleted_at !== null && (
            <>
              {' '}
              · deleted <When at={one.deleted_at} />
            </>
          )}
          {one.deleted_by !== null && <bdi> by {one.deleted_by}</bdi>}
        </span>
      </div>
      <ActionButton
        session={session}
        action="restore characters"
        label={`Restore ${one.display_name}`}
        onPress={() => void restore()}
      >
        Restore
      </ActionButton>
      <ActionButton
        session={session}
        action="purge characters"
        label={`Purge ${one.display_name}`}
        kind="danger"
        onPress={() => setAsked('purge')}
      >
        Purge
      </ActionButton>
      {asked === 'name' && <OtherName one={one} onRestore={restore} onClose={close} />}
      {asked === 'purge' && <PurgeDialog control={control} one={one} onClose={close} />}
    </li>
  )
}

/** The name is taken: under which other one is it to come back? */
function OtherName(props: {
  readonly one: Deleted
  readonly onRestore: (name: string) => Promise<string | null>
  readonly onClose: () => void
}): JSX.Element {
  const { one, onRestore, onClose } = props
  const [name, setName] = useState(`${one.name} 2`)
  const [problem, setProblem] = useState<string | null>(null)
  const restore = async (event: Event): Promise<void> => {
    event.preventDefault()
    const refusal = await onRestore(name)
    setProblem(refusal)
    if (refusal === null) onClose()
  }
  return (
    <Dialog title={`Restore ${one.display_name} under another name`} onClose={onClose}>
      <form onSubmit={restore}>
        <p>Another character is called {one.name} now.</p>
        <TextRow
          label="Another name"
          value={name}
          onType={setName}
          problem={problem}
          maxLength={100}
        />
        <DialogButtons onClose={onClose}>
          <button type="submit" class="primary">
            Restore
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}

function PurgeDialog(props: {
  readonly control: DeletedControl
  readonly one: Deleted
  readonly onClose: () => void
}): JSX.Element {
  const { control, one, onClose } = props
  const [typed, setTyped] = useState('')
  const isSure = typed.trim() === one.name
  const purge = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (isSure && (await control.purge(one))) onClose()
  }
  return (
    <Dialog title={`Purge ${one.display_name} for ever`} onClose={onClose}>
      <form onSubmit={purge}>
        <p>All its versions go with it. Nobody can bring them back.</p>
        <TextRow label={`Type ${one.name} to confirm`} value={typed} onType={setTyped} />
        <DialogButtons onClose={onClose}>
          <button type="submit" class="danger" disabled={!isSure}>
            Purge
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
