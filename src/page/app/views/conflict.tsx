import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { CharacterChangeInfo } from '../../../service/changes.ts'
import type { EditorControl } from '../editor-control.ts'
import type { FormValue } from '../form/field.ts'
import { type Choice, type FieldMerge, merged, suggestTogether } from '../merge/merge-fields.ts'
import type { Session } from '../session.ts'
import type { Conflict, Stored } from '../state/editing.ts'
import { When } from './bits.tsx'
import { shownValue, Words } from './words.tsx'

interface Props {
  readonly session: Session
  readonly control: EditorControl
  readonly conflict: Conflict
  readonly act: (work: Promise<Stored | null>) => void
}

/** Both sides of a conflict, field by field: nothing is written before the person has chosen. */
export function ConflictView({ session, control, conflict, act }: Props): JSX.Element {
  const { theirs, merges, choices } = conflict
  const isReady = merged(merges, choices) !== null
  const open = merges.filter(
    ({ kind, field }) => kind === 'both' && choices[field.name] === undefined,
  )
  return (
    <section class="trouble conflict" aria-label="Conflict">
      <h3>Somebody else has saved version {theirs.version} meanwhile</h3>
      <Who session={session} theirs={theirs} />
      <p>
        Nothing of yours is saved yet, and nothing of theirs is lost: choose what each field is to
        be.
      </p>
      {merges
        .filter(({ kind }) => kind !== 'same')
        .map((merge) => (
          <FieldChoice
            key={merge.field.name}
            merge={merge}
            choice={choices[merge.field.name]}
            onChoose={(choice) => control.choose(merge.field.name, choice)}
          />
        ))}
      <div class="save-bar">
        <p role="status" aria-label="Save state" class="save-state bad">
          {open.length > 0
            ? `Not saved: choose for ${open.map(({ field }) => field.title).join(', ')}`
            : 'Not saved yet'}
        </p>
        <button type="button" onClick={() => control.leaveConflict()}>
          Back to my text
        </button>
        <button
          type="button"
          class="primary"
          disabled={!isReady}
          onClick={() => act(control.saveChosen())}
        >
          Save what I chose
        </button>
      </div>
    </section>
  )
}

/** By whom the other version is, and why: where the server tells it. */
function Who(props: { readonly session: Session; readonly theirs: Stored }): JSX.Element | null {
  const { session, theirs } = props
  const [change, setChange] = useState<CharacterChangeInfo | null>(null)
  useEffect(() => {
    const options = { limit: 1, before: theirs.version + 1 }
    session.client.listChanges(theirs.name, options).then(
      ([latest]) => setChange(latest ?? null),
      () => setChange(null),
    )
  }, [theirs])
  if (change === null) return null
  return (
    <p class="hint">
      {change.changed_by !== null && <bdi>{change.changed_by}</bdi>} <When at={change.changed_at} />
      {change.note !== null && (
        <>
          : “<bdi>{change.note}</bdi>”
        </>
      )}
    </p>
  )
}

/** What is chosen where only one side has changed a field, until the person says otherwise. */
function preset({ kind }: FieldMerge): Choice['side'] | undefined {
  return kind === 'both' || kind === 'same' ? undefined : kind
}

function FieldChoice(props: {
  readonly merge: FieldMerge
  readonly choice: Choice | undefined
  readonly onChoose: (choice: Choice) => void
}): JSX.Element {
  const { merge, choice, onChoose } = props
  const { field, base, mine, theirs } = merge
  const side = choice?.side ?? preset(merge)
  const canJoin = field.kind === 'text' || field.kind === 'list' || field.kind === 'line'
  return (
    <fieldset class="choice">
      <legend>{field.title}</legend>
      <Side
        title="Keep mine"
        field={field.name}
        isChosen={side === 'mine'}
        onChoose={() => onChoose({ side: 'mine' })}
      >
        <Words before={shownValue(base)} after={shownValue(mine)} />
      </Side>
      <Side
        title="Take theirs"
        field={field.name}
        isChosen={side === 'theirs'}
        onChoose={() => onChoose({ side: 'theirs' })}
      >
        <Words before={shownValue(base)} after={shownValue(theirs)} />
      </Side>
      {canJoin && (
        <Side
          title="Write both together"
          field={field.name}
          isChosen={side === 'together'}
          onChoose={() => onChoose({ side: 'together', value: suggestTogether(merge) })}
        >
          {choice?.side === 'together' && (
            <textarea
              aria-label="Together"
              class="prose"
              rows={8}
              defaultValue={textOf(choice.value)}
              onInput={({ currentTarget }) =>
                onChoose({ side: 'together', value: likeBefore(currentTarget.value, choice.value) })
              }
            />
          )}
        </Side>
      )}
    </fieldset>
  )
}

/** A list is written with an item a line. */
function textOf(value: FormValue): string {
  return Array.isArray(value) ? value.join('\n') : String(value)
}

function likeBefore(text: string, like: FormValue): FormValue {
  if (!Array.isArray(like)) return text
  return text.split('\n').filter((line) => line !== '')
}

function Side(props: {
  readonly title: string
  readonly field: string
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly children: preact.ComponentChildren
}): JSX.Element {
  const { title, field, isChosen, onChoose, children } = props
  return (
    <div class={isChosen ? 'side chosen' : 'side'}>
      <label class="switch">
        <input type="radio" name={`choice-${field}`} checked={isChosen} onChange={onChoose} />
        {title}
      </label>
      {children}
    </div>
  )
}
