import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { dismiss, type Notice, type Session } from '../session.ts'
import { useStore } from '../store.ts'

const SHOWN_MS = 8_000

/** What was done, or could not be. Good news goes away by itself. */
export function Notices(props: { readonly session: Session }): JSX.Element {
  const notices = useStore(props.session.notices)
  return (
    <div class="notices" role="status" aria-label="Notices">
      {notices.map((notice) => (
        <OneNotice
          key={notice.id}
          notice={notice}
          onDone={() => dismiss(props.session, notice.id)}
        />
      ))}
    </div>
  )
}

function OneNotice(props: { readonly notice: Notice; readonly onDone: () => void }): JSX.Element {
  const { notice, onDone } = props
  useEffect(() => {
    if (notice.tone === 'bad') return
    const timer = setTimeout(onDone, SHOWN_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div class={`notice ${notice.tone}`}>
      <span>{notice.text}</span>
      <button type="button" class="quiet" aria-label={`Dismiss: ${notice.text}`} onClick={onDone}>
        ×
      </button>
    </div>
  )
}
