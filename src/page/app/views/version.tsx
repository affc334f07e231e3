import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { CharacterResponse } from '../../../model/character.ts'
import { attempt, type Session } from '../session.ts'
import { storedOf } from '../state/editing.ts'
import { type Failure, wordsOf } from '../state/failure.ts'
import { Link, Screen, Waiting, When } from './bits.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { LongText } from './long-text.tsx'
import { shownValue } from './words.tsx'

/** Something read from the server, or why it could not be. */
export function useRead<T>(
  session: Session,
  action: string,
  read: () => Promise<T>,
  about: readonly unknown[],
): { readonly value: T | null; readonly failure: Failure | null } {
  const [value, setValue] = useState<T | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  useEffect(() => {
    let isWanted = true
    setValue(null)
    setFailure(null)
    void attempt(session, action, read).then((outcome) => {
      if (!isWanted) return
      if (outcome.ok) setValue(outcome.value)
      else setFailure(outcome.failure)
    })
    return () => {
      isWanted = false
    }
  }, about)
  return { value, failure }
}

/** A character as it was. */
export function VersionScreen(props: {
  readonly session: Session
  readonly name: string
  readonly version: number
}): JSX.Element {
  const { session, name, version } = props
  const [isExporting, setExporting] = useState(false)
  const { value, failure } = useRead(
    session,
    'read older versions',
    () => session.client.getVersion(name, version),
    [name, version],
  )
  const character = value as (CharacterResponse & Readonly<Record<string, unknown>>) | null
  const lead = (
    <nav class="tabs" aria-label="This version">
      <Link to={{ at: 'history', name }}>History</Link>
      <Link to={{ at: 'new', from: name, version, of: null }} kind="button">
        Copy as new
      </Link>
      <button type="button" disabled={character === null} onClick={() => setExporting(true)}>
        Export
      </button>
    </nav>
  )
  const heading = `${character?.display_name ?? name}, version ${version}`
  return (
    <Screen heading={<bdi>{heading}</bdi>} lead={lead}>
      {failure !== null && <p role="alert">{wordsOf(failure)}</p>}
      {character === null && failure === null && <Waiting>Reading version {version}…</Waiting>}
      {character !== null && <Content session={session} character={character} />}
      {isExporting && character !== null && (
        <ExportDialog session={session} character={character} onClose={() => setExporting(false)} />
      )}
    </Screen>
  )
}

function Content(props: {
  readonly session: Session
  readonly character: Readonly<Record<string, unknown>>
}): JSX.Element {
  const { session, character } = props
  const { values, updatedAt } = storedOf(session.fields, character)
  return (
    <>
      <p class="lead">
        Written <When at={updatedAt} />
      </p>
      <dl class="content">
        {session.fields
          .filter(({ name }) => character[name] !== undefined)
          .map((field) => (
            <div key={field.name}>
              <dt>{field.title}</dt>
              <dd>
                <LongText text={shownValue(values[field.name] ?? '')} />
              </dd>
            </div>
          ))}
      </dl>
    </>
  )
}
