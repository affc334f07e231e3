import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { EditorControl } from '../editor-control.ts'
import type { Session } from '../session.ts'
import { type Editing, editedFields } from '../state/editing.ts'
import { saveWords } from '../state/save-words.ts'
import { useStore } from '../store.ts'
import { Avatar } from './bits.tsx'
import { FieldControl } from './controls/field-control.tsx'
import { Preview } from './preview.tsx'

interface Props {
  readonly session: Session
  readonly control: EditorControl
  readonly label: string
  readonly onSave: () => void
}

/** The form of a character: a control for each field, and below them what saving takes. */
export function EditorForm({ session, control, label, onSave }: Props): JSX.Element {
  const state = useStore(control.store)
  const form = useRef<HTMLFormElement>(null)
  useFocusOnProblem(form.current, state)
  const save = (event: Event): void => {
    event.preventDefault()
    onSave()
  }
  return (
    <form
      ref={form}
      aria-label={label}
      noValidate
      onSubmit={save}
      onKeyDown={(event) => {
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') save(event)
      }}
    >
      <Problems session={session} state={state} />
      <div class="fields" key={state.revision}>
        {session.fields.map((field) => (
          <FieldControl
            key={field.name}
            field={field}
            value={state.values[field.name] ?? field.initial}
            problem={state.problems[field.name]}
            onChange={(value) => control.type(field.name, value)}
          >
            <Beside name={field.name} session={session} state={state} />
          </FieldControl>
        ))}
      </div>
      <SaveBar session={session} control={control} state={state} />
    </form>
  )
}

/** What stands below one field alone. */
function Beside(props: {
  readonly name: string
  readonly session: Session
  readonly state: Editing
}): JSX.Element | null {
  const { name, session, state } = props
  if (name === 'avatar_url') {
    const shown = String(state.values.display_name ?? '')
    return <Avatar url={state.values.avatar_url} name={shown} kind="large" />
  }
  if (name !== 'system_prompt') return null
  return (
    <>
      {state.stored?.showsPrompt === false && (
        <p class="hint">
          The server does not show you the prompt. What you write here replaces it; left empty, it
          stays as it is.
        </p>
      )}
      <Preview session={session} values={state.values} />
    </>
  )
}

/** What is wrong, in one place: read out as soon as it is known. */
function Problems(props: { readonly session: Session; readonly state: Editing }): JSX.Element {
  const { session, state } = props
  const titles = new Map(session.fields.map(({ name, title }) => [name, title]))
  const problems = Object.entries(state.problems)
  return (
    <div role="alert">
      {problems.length > 0 && (
        <ul class="problems">
          {problems.map(([name, text]) => (
            <li key={name}>
              <a
                href={`#f-${name}`}
                onClick={(event) => {
                  event.preventDefault()
                  document.getElementById(`f-${name}`)?.focus()
                }}
              >
                {titles.get(name) ?? name}
              </a>{' '}
              {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** When something is found wrong, the first field that is takes the focus. */
function useFocusOnProblem(form: HTMLFormElement | null, { problems, save }: Editing): void {
  const isRefused = save.kind === 'failed' && Object.keys(problems).length > 0
  useEffect(() => {
    if (isRefused) form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [isRefused && save])
}

function SaveBar(props: {
  readonly session: Session
  readonly control: EditorControl
  readonly state: Editing
}): JSX.Element {
  const { session, control, state } = props
  const isOnline = useStore(session.isOnline)
  const [note, setNote] = useState(control.note)
  const { kind } = state.save
  useEffect(() => {
    if (kind === 'saved') setNote('')
  }, [kind])
  const { tone, text } = saveWords(state, isOnline)
  const isDirty = editedFields(state).length > 0
  return (
    <div class="save-bar">
      <p class={`save-state ${tone}`} role="status" aria-label="Save state">
        {text}
        {!state.isKept && ' This browser cannot keep your changes: save before you leave.'}
      </p>
      <input
        aria-label="Note"
        placeholder="Why? Shown in the history"
        maxLength={1_000}
        value={note}
        onInput={(event) => {
          setNote(event.currentTarget.value)
          control.note = event.currentTarget.value
        }}
      />
      <button type="button" disabled={!isDirty} onClick={() => control.discard()}>
        Discard changes
      </button>
      <button type="submit" class="primary" aria-disabled={kind === 'saving'}>
        Save
      </button>
    </div>
  )
}
