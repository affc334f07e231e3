import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { DeletedControl } from '../deleted-control.ts'
import { HistoryControl } from '../history-control.ts'
import { ImportControl } from '../import-control.ts'
import { ListControl } from '../list-control.ts'
import type { Session } from '../session.ts'
import { hashOf, NEW, nameIn, type Route, readRoute } from '../state/route.ts'
import { useStore } from '../store.ts'
import { Link } from './bits.tsx'
import { CompareScreen } from './compare.tsx'
import { DeletedScreen } from './deleted.tsx'
import { EditScreen, NewScreen } from './editor.tsx'
import { HistoryScreen } from './history.tsx'
import { ImportScreen } from './import.tsx'
import { ListPane } from './list-pane.tsx'
import { Notices } from './notices.tsx'
import { VersionScreen } from './version.tsx'

/** The page: the characters on one side, what is done with one of them on the other. */
export function App({ session }: { readonly session: Session }): JSX.Element {
  const route = useRoute()
  const list = useMemo(() => new ListControl(session), [session])
  const imports = useMemo(() => new ImportControl(session), [session])
  useDroppedFiles(imports)
  return (
    <div class={`app at-${route.at}`}>
      <button type="button" class="skip" onClick={skipToStage}>
        Skip to content
      </button>
      <Header session={session} route={route} />
      <main>
        <ListPane session={session} list={list} current={nameIn(route)} />
        <div id="stage" tabIndex={-1}>
          <CurrentScreen session={session} route={route} imports={imports} />
        </div>
      </main>
      <Notices session={session} />
    </div>
  )
}

function Header(props: { readonly session: Session; readonly route: Route }): JSX.Element {
  const { session, route } = props
  const isOnline = useStore(session.isOnline)
  return (
    <header>
      <h1>{session.title}</h1>
      <nav aria-label="Page">
        <Link to={{ at: 'list' }} current={route.at === 'list'}>
          Characters
        </Link>
        <Link to={{ at: 'deleted' }} current={route.at === 'deleted'}>
          Deleted
        </Link>
        <Link to={{ at: 'import' }} current={route.at === 'import'}>
          Import
        </Link>
      </nav>
      {!isOnline && <span class="offline">Offline</span>}
      <Link to={NEW} kind="button primary">
        New character
      </Link>
    </header>
  )
}

function CurrentScreen(props: {
  readonly session: Session
  readonly route: Route
  readonly imports: ImportControl
}): JSX.Element {
  const { session, route, imports } = props
  const key = hashOf(route)
  switch (route.at) {
    case 'list':
      return <Welcome session={session} />
    case 'new':
      return <NewScreen key={key} session={session} route={route} />
    case 'edit':
      return <EditScreen session={session} name={route.name} />
    case 'history':
      return <HistoryOf key={key} session={session} name={route.name} />
    case 'version':
      return <VersionScreen key={key} session={session} {...route} />
    case 'compare':
      return <CompareScreen key={key} session={session} {...route} />
    case 'deleted':
      return <DeletedAll session={session} />
    case 'import':
      return <ImportScreen control={imports} />
  }
}

function HistoryOf({ session, name }: { session: Session; name: string }): JSX.Element {
  const control = useMemo(() => new HistoryControl(session, name), [session, name])
  return <HistoryScreen session={session} control={control} name={name} />
}

function DeletedAll({ session }: { session: Session }): JSX.Element {
  const control = useMemo(() => new DeletedControl(session), [session])
  return <DeletedScreen session={session} control={control} />
}

/** Beside the list, while no character is open. */
function Welcome({ session }: { readonly session: Session }): JSX.Element {
  const drafts = session.drafts.list()
  return (
    <div class="welcome">
      <p>
        Choose a character to read and write it, or drop character cards anywhere to import them.
      </p>
      {drafts.length > 0 && (
        <section aria-label="Not saved">
          <h2>Not saved yet</h2>
          <ul>
            {drafts.map(({ id, name }) => (
              <li key={id}>
                <Link to={id.startsWith('#') ? readRoute(id) : { at: 'edit', name }}>
                  {name || 'A new character'}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      {!session.isDescribed && (
        <p class="hint">
          The server does not tell you what attributes its characters have: only the fields that
          every character has are shown.
        </p>
      )}
    </div>
  )
}

function useRoute(): Route {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const read = (): void => setHash(location.hash)
    // It may have become another one between the first drawing and this.
    read()
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  return useMemo(() => readRoute(hash), [hash])
}

function skipToStage(): void {
  document.getElementById('stage')?.focus()
}

/** Files that are dropped anywhere are imported. */
function useDroppedFiles(imports: ImportControl): void {
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
    }
    const drop = (event: DragEvent): void => {
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      location.hash = hashOf({ at: 'import' })
      void imports.add(files)
    }
    addEventListener('dragover', over)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('drop', drop)
    }
  }, [imports])
}
