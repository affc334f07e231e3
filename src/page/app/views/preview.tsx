import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { renderPrompt } from '../../../prompt/render-prompt.ts'
import type { FormField, FormValues } from '../form/field.ts'
import { fromFormValue } from '../form/form-value.ts'
import type { Session } from '../session.ts'
import { LongText } from './long-text.tsx'

const PAUSE_MS = 250

/** The prompt as a model gets it, for a given user. */
export function Preview(props: {
  readonly session: Session
  readonly values: FormValues
}): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  return (
    <div class="preview">
      <button type="button" aria-pressed={isOpen} onClick={() => setOpen(!isOpen)}>
        Preview
      </button>
      {isOpen && <Rendered {...props} />}
    </div>
  )
}

function Rendered(props: { readonly session: Session; readonly values: FormValues }): JSX.Element {
  const { session, values } = props
  const [user, setUser] = useState('User')
  const [shown, setShown] = useState(() => rendered(session.fields, values, user))
  useEffect(() => {
    const timer = setTimeout(() => setShown(rendered(session.fields, values, user)), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [values, user])
  return (
    <section aria-label="Preview of the prompt">
      <label class="inline">
        User name
        <input
          value={user}
          maxLength={100}
          onInput={(event) => setUser(event.currentTarget.value)}
        />
      </label>
      {shown.variables.length > 0 && <p class="hint">Uses {shown.variables.join(', ')}</p>}
      <LongText text={shown.text} label="Prompt" />
    </section>
  )
}

interface Shown {
  readonly text: string
  readonly variables: readonly string[]
}

function rendered(fields: readonly FormField[], values: FormValues, user: string): Shown {
  const character: Record<string, unknown> = {}
  for (const field of fields) {
    const parsed = fromFormValue(field, values[field.name] ?? field.initial)
    // Half-written fields are shown as they are.
    character[field.name] = parsed.ok ? parsed.value : values[field.name]
  }
  try {
    const prompt = character as unknown as Parameters<typeof renderPrompt>[0]
    return renderPrompt(prompt, { user: user || 'User' })
  } catch (error) {
    return { text: String(Object(error).message ?? error), variables: [] }
  }
}
