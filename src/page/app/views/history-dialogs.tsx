import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { HistoryControl } from '../history-control.ts'
import type { Session } from '../session.ts'
import { useStore } from '../store.ts'
import { Dialog, DialogButtons, TextRow } from './dialog.tsx'

const LABEL = /^[a-z][a-z0-9._-]{0,39}$/
const MAX_NOTE = 1_000

/** Lets a label point to a version. */
export function LabelDialog(props: {
  readonly session: Session
  readonly control: HistoryControl
  readonly version: number
  readonly onClose: () => void
}): JSX.Element {
  const { session, control, version, onClose } = props
  const { labels, isWaiting } = useStore(control.store)
  const [label, setLabel] = useState(session.label)
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const set = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (!LABEL.test(label) || label === 'latest') {
      return setProblem('A label begins with a letter, and has at most 40 of a-z 0-9 . _ -')
    }
    if (await control.setLabel(label, version, note)) onClose()
  }
  const known = [...new Set([session.label, ...labels.map((one) => one.label)])]
  const now = labels.find((one) => one.label === label)?.version_number
  return (
    <Dialog title={`Label version ${version}`} onClose={onClose}>
      <form onSubmit={set} noValidate>
        <TextRow
          label="Label"
          value={label}
          options={known}
          onType={setLabel}
          problem={problem}
          hint={isWaiting ? 'Looking where it points…' : whereNow(now)}
        />
        <TextRow label="Note" value={note} onType={setNote} maxLength={MAX_NOTE} />
        <DialogButtons onClose={onClose}>
          <button type="submit" class="primary" disabled={isWaiting}>
            Set label
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}

function whereNow(version: number | undefined): string {
  return version === undefined ? 'Not set yet' : `Points to version ${version} now`
}

/** Appends a version with the content of an older one. */
export function RollBackDialog(props: {
  readonly control: HistoryControl
  readonly version: number
  readonly onClose: () => void
}): JSX.Element {
  const { control, version, onClose } = props
  const [note, setNote] = useState('')
  const rollBack = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (await control.rollBack(version, note)) onClose()
  }
  return (
    <Dialog title={`Roll back to version ${version}`} onClose={onClose}>
      <form onSubmit={rollBack} noValidate>
        <p>A new version is made with the content of version {version}. No version is lost.</p>
        <TextRow label="Note" value={note} onType={setNote} maxLength={MAX_NOTE} />
        <DialogButtons onClose={onClose}>
          <button type="submit" class="primary">
            Roll back
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
