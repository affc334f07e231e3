import type { JSX } from 'preact'
import { sameFormValue } from '../form/form-value.ts'
import type { Session } from '../session.ts'
import { storedOf } from '../state/editing.ts'
import { wordsOf } from '../state/failure.ts'
import { Link, Screen, Waiting } from './bits.tsx'
import { useRead } from './version.tsx'
import { shownValue, Words } from './words.tsx'

interface Props {
  readonly session: Session
  readonly name: string
  readonly from: number
  readonly to: number
}

/** What changed from one version of a character to another, word by word. */
export function CompareScreen({ session, name, from, to }: Props): JSX.Element {
  const { client } = session
  const { value, failure } = useRead(
    session,
    'read older versions',
    () => Promise.all([client.getVersion(name, from), client.getVersion(name, to)]),
    [name, from, to],
  )
  const title = `Version ${from} and version ${to}`
  const lead = (
    <nav class="tabs" aria-label="These versions">
      <Link to={{ at: 'history', name }}>History</Link>
      <Link to={{ at: 'compare', name, from: to, to: from }} kind="button">
        The other way round
      </Link>
    </nav>
  )
  return (
    <Screen heading={<bdi>{`${name}: ${title}`}</bdi>} lead={lead}>
      {failure !== null && <p role="alert">{wordsOf(failure)}</p>}
      {value === null && failure === null && <Waiting>Reading both versions…</Waiting>}
      {value !== null && (
        <section aria-label={title}>
          <Differences session={session} before={value[0]} after={value[1]} />
        </section>
      )}
    </Screen>
  )
}

function Differences(props: {
  readonly session: Session
  readonly before: object
  readonly after: object
}): JSX.Element {
  const { fields } = props.session
  const before = storedOf(fields, props.before).values
  const after = storedOf(fields, props.after).values
  const changed = fields.filter(({ name, initial }) => {
    return !sameFormValue(before[name] ?? initial, after[name] ?? initial)
  })
  if (changed.length === 0) return <p>Nothing is different.</p>
  return (
    <>
      {changed.map(({ name, title, initial }) => (
        <div key={name} role="group" aria-label={title} class="difference">
          <h3>{title}</h3>
          <Words
            before={shownValue(before[name] ?? initial)}
            after={shownValue(after[name] ?? initial)}
          />
        </div>
      ))}
    </>
  )
}
