import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { EditorControl } from '../editor-control.ts'
import type { FormValues } from '../form/field.ts'
import { handOver, takeOver } from '../hand-over.ts'
import { HistoryControl } from '../history-control.ts'
import { announceChange, attempt, attemptAloud, type Session, say } from '../session.ts'
import { type Stored, storedOf } from '../state/editing.ts'
import { type Failure, wordsOf } from '../state/failure.ts'
import { hashOf, type Route } from '../state/route.ts'
import { useStore } from '../store.ts'
import { ActionButton, Avatar, Link, Screen, Waiting, When } from './bits.tsx'
import { ConflictView } from './conflict.tsx'
import { Dialog, DialogButtons, TextRow } from './dialog.tsx'
import { EditorForm } from './editor-form.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { GoneView } from './gone.tsx'
import { LabelDialog } from './history-dialogs.tsx'

type NewRoute = Extract<Route, { readonly at: 'new' }>

/** Writes a new character, or a copy of another. */
export function NewScreen(props: {
  readonly session: Session
  readonly route: NewRoute
}): JSX.Element {
  const { session, route } = props
  const [control, setControl] = useState<EditorControl | null>(null)
  useEffect(() => {
    const id = hashOf(route)
    void contentFor(session, route).then((given) =>
      setControl(EditorControl.blank(session, id, given)),
    )
  }, [])
  if (control === null)
    return <Waiting>{route.from === null ? '' : `Copying ${route.from}…`}</Waiting>
  return <Editor session={session} control={control} />
}

/** The content of the character that is copied, under a name that is still to be chosen. */
async function contentFor(session: Session, { from, version }: NewRoute): Promise<FormValues> {
  if (from === null) return {}
  const { client, fields } = session
  const character = await attemptAloud(session, 'copy this character', () =>
    version === null ? client.getCharacter(from) : client.getVersion(from, version),
  )
  return character === undefined ? {} : { ...storedOf(fields, character).values, name: '' }
}

/** Writes a stored character. */
export function EditScreen(props: {
  readonly session: Session
  readonly name: string
}): JSX.Element {
  const { session, name } = props
  const [control, setControl] = useState(() => takeOver(name))
  const [failure, setFailure] = useState<Failure | null>(null)
  const wanted = useRef(name)
  wanted.current = name
  const load = async (): Promise<void> => {
    setFailure(null)
    const outcome = await attempt(session, 'read this character', () =>
      session.client.getCharacter(name),
    )
    const isAbsent = !outcome.ok && outcome.failure.kind === 'absent'
    const astray = isAbsent ? await EditorControl.astray(session, name) : null
    // Another one was opened meanwhile.
    if (wanted.current !== name) return
    if (outcome.ok) setControl(EditorControl.of(session, outcome.value))
    else if (astray === null) setFailure(outcome.failure)
    else setControl(astray)
  }
  useEffect(() => {
    setFailure(null)
    if (control?.state.stored?.name !== name) void load()
  }, [name])
  if (failure !== null) return <Unread name={name} failure={failure} onAgain={load} />
  if (control === null) return <Waiting>Opening {name}…</Waiting>
  return <Editor key={control.state.stored?.id ?? ''} session={session} control={control} />
}

function Unread(props: {
  readonly name: string
  readonly failure: Failure
  readonly onAgain: () => void
}): JSX.Element {
  const { name, failure, onAgain } = props
  return (
    <Screen heading={name}>
      <p role="alert">
        {failure.kind === 'absent' ? `There is no character named ${name}.` : wordsOf(failure)}
      </p>
      <button type="button" onClick={onAgain}>
        Try again
      </button>
    </Screen>
  )
}

function Editor(props: {
  readonly session: Session
  readonly control: EditorControl
}): JSX.Element {
  const { session, control } = props
  const state = useStore(control.store)
  const { stored, conflict, gone, restoredAt } = state
  useKeptOnLeaving(control)
  useOtherTabs(session, stored)
  const heading = stored === null ? 'New character' : stored.displayName
  const done = (saved: Stored | null): void => {
    if (saved === null) return
    if (stored === null) handOver(control)
    // Not a step of its own: going back leads to where one came from, not to an empty form.
    history.replaceState(null, '', hashOf({ at: 'edit', name: saved.name }))
    dispatchEvent(new HashChangeEvent('hashchange'))
  }
  const act = async (work: Promise<Stored | null>): Promise<void> => {
    const { hash } = location
    const saved = await work
    // Who has gone elsewhere by then stays there.
    if (location.hash === hash) done(saved)
  }
  const lead = stored && <Lead session={session} control={control} stored={stored} />
  return (
    <Screen heading={<bdi>{heading}</bdi>} lead={lead} kind="editor">
      {restoredAt !== null && (
        <p class="restored" role="status">
          Unsaved changes of <When at={restoredAt} /> were restored.
        </p>
      )}
      {gone !== null && stored !== null && (
        <GoneView gone={gone} stored={stored} control={control} act={act} />
      )}
      {conflict !== null ? (
        <ConflictView session={session} control={control} conflict={conflict} act={act} />
      ) : (
        <EditorForm
          session={session}
          control={control}
          label={stored === null ? 'New character' : `Edit ${stored.displayName}`}
          onSave={() => act(control.save())}
        />
      )}
    </Screen>
  )
}

/** What is not saved is kept when the page is left, however that comes about. */
function useKeptOnLeaving(control: EditorControl): void {
  useEffect(() => {
    const keep = (): void => control.keep()
    const warn = (event: BeforeUnloadEvent): void => {
      if (control.isDirty && !control.state.isKept) event.preventDefault()
    }
    addEventListener('beforeunload', warn)
    addEventListener('pagehide', keep)
    document.addEventListener('visibilitychange', keep)
    return () => {
      removeEventListener('beforeunload', warn)
      removeEventListener('pagehide', keep)
      document.removeEventListener('visibilitychange', keep)
      keep()
    }
  }, [control])
}

/** What two tabs of one browser keep of one character is one draft: whoever writes is told. */
function useOtherTabs(session: Session, stored: Stored | null): void {
  const key = stored && session.drafts.keyOf(stored.id)
  useEffect(() => {
    const hear = (event: StorageEvent): void => {
      if (event.key !== key || event.newValue === null) return
      say(session, 'bad', 'It is being written in another tab of this browser as well.')
    }
    addEventListener('storage', hear)
    return () => removeEventListener('storage', hear)
  }, [key])
}

function Lead(props: {
  readonly session: Session
  readonly control: EditorControl
  readonly stored: Stored
}): JSX.Element {
  const { session, stored } = props
  const { name } = stored
  const [asked, setAsked] = useState<'publish' | 'export' | 'delete' | null>(null)
  const close = (): void => setAsked(null)
  return (
    <>
      <p class="lead">
        <Avatar url={stored.character.avatar_url} name={stored.displayName} kind="small" />
        <bdi>{name}</bdi> · version {stored.version} · changed <When at={stored.updatedAt} />
      </p>
      <nav class="tabs" aria-label="This character">
        <Link to={{ at: 'edit', name }} current>
          Edit
        </Link>
        <Link to={{ at: 'history', name }}>History</Link>
        <ActionButton session={session} action="set labels" onPress={() => setAsked('publish')}>
          Publish
        </ActionButton>
        <Link to={{ at: 'new', from: name, version: null, of: null }} kind="button">
          Copy as new
        </Link>
        <button type="button" onClick={() => setAsked('export')}>
          Export
        </button>
        <ActionButton
          session={session}
          action="delete characters"
          kind="danger"
          onPress={() => setAsked('delete')}
        >
          Delete
        </ActionButton>
      </nav>
      {asked === 'publish' && <PublishDialog session={session} stored={stored} onClose={close} />}
      {asked === 'export' && (
        <ExportDialog session={session} character={stored.character} onClose={close} />
      )}
      {asked === 'delete' && <DeleteDialog session={session} stored={stored} onClose={close} />}
    </>
  )
}

/** Lets a label point to the version that is stored now. */
function PublishDialog(props: {
  readonly session: Session
  readonly stored: Stored
  readonly onClose: () => void
}): JSX.Element {
  const { session, stored, onClose } = props
  const control = useMemo(() => new HistoryControl(session, stored.name), [])
  return (
    <LabelDialog session={session} control={control} version={stored.version} onClose={onClose} />
  )
}

function DeleteDialog(props: {
  readonly session: Session
  readonly stored: Stored
  readonly onClose: () => void
}): JSX.Element {
  const { session, stored, onClose } = props
  const [note, setNote] = useState('')
  const remove = async (): Promise<void> => {
    const options = { expectedVersion: stored.version, note: note.trim() || undefined }
    const isDone = await attemptAloud(session, 'delete characters', () =>
      session.client.deleteCharacter(stored.name, options),
    )
    onClose()
    if (isDone === undefined) return
    session.drafts.drop(stored.id)
    say(session, 'good', `${stored.displayName} was deleted. It can be restored.`)
    announceChange(session)
    location.hash = hashOf({ at: 'list' })
  }
  return (
    <Dialog title={`Delete ${stored.displayName}`} onClose={onClose}>
      <p>It keeps its versions, and can be restored under “Deleted”.</p>
      <TextRow label="Note" value={note} onType={setNote} maxLength={1_000} />
      <DialogButtons onClose={onClose}>
        <button type="button" class="danger" onClick={remove}>
          Delete
        </button>
      </DialogButtons>
    </Dialog>
  )
}
