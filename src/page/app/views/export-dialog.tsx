import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { type ExportContainer, writeExport } from '../cards/write-export.ts'
import { pictureFrom, pictureOf } from '../picture.ts'
import { type Session, say } from '../session.ts'
import { Dialog, DialogButtons } from './dialog.tsx'

const CONTAINERS: readonly (readonly [ExportContainer, string, string])[] = [
  ['json', 'JSON', 'the card alone'],
  ['png', 'PNG', 'a picture that holds the card'],
  ['charx', 'CHARX', 'an archive of the card and its picture'],
]

/** Writes a character, or one of its versions, as a card into a file. */
export function ExportDialog(props: {
  readonly session: Session
  readonly character: Readonly<Record<string, unknown>>
  readonly onClose: () => void
}): JSX.Element {
  const { session, character, onClose } = props
  const [container, setContainer] = useState<ExportContainer>('json')
  const [picture, setPicture] = useState<File | null>(null)
  const name = String(character.display_name)
  const download = async (event: Event): Promise<void> => {
    event.preventDefault()
    try {
      const image = await imageFor(container, character, picture)
      const { bytes, fileName, mime } = writeExport(character, container, image)
      save(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mime }), fileName)
      onClose()
    } catch (error) {
      say(session, 'bad', `Could not export ${name}. ${Object(error).message ?? error}`)
    }
  }
  return (
    <Dialog title={`Export ${name}`} onClose={onClose}>
      <form onSubmit={download}>
        <fieldset class="plain">
          <legend>As</legend>
          {CONTAINERS.map(([value, title, about]) => (
            <label key={value} class="switch">
              <input
                type="radio"
                name="container"
                aria-label={title}
                checked={container === value}
                onChange={() => setContainer(value)}
              />
              {title}: {about}
            </label>
          ))}
        </fieldset>
        {container !== 'json' && (
          <label class="row">
            <span>Picture: its avatar, or its initials, unless you choose a file</span>
            <input
              type="file"
              accept="image/*"
              onChange={(event) => setPicture(event.currentTarget.files?.[0] ?? null)}
            />
          </label>
        )}
        <DialogButtons onClose={onClose}>
          <button type="submit" class="primary">
            Download
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}

async function imageFor(
  container: ExportContainer,
  { avatar_url, display_name }: Readonly<Record<string, unknown>>,
  chosen: File | null,
): Promise<Uint8Array | null> {
  if (container === 'json') return null
  return chosen === null ? pictureOf(avatar_url, String(display_name)) : pictureFrom(chosen)
}

/** Hands a file to the browser. */
function save(blob: Blob, fileName: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = fileName
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
