import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { LabelInfo } from '../../../model/label.ts'
import type { CharacterChangeInfo } from '../../../service/changes.ts'
import type { HistoryControl, HistoryState } from '../history-control.ts'
import { type Session, titleOf } from '../session.ts'
import { wordsOf } from '../state/failure.ts'
import { hashOf } from '../state/route.ts'
import { useStore } from '../store.ts'
import { ActionButton, Link, Screen, Waiting, When } from './bits.tsx'
import { LabelDialog, RollBackDialog } from './history-dialogs.tsx'

interface Props {
  readonly session: Session
  readonly control: HistoryControl
  readonly name: string
}

/** The versions of a character: who, when, why; and what can be done with each. */
export function HistoryScreen({ session, control, name }: Props): JSX.Element {
  const state = useStore(control.store)
  const { character, failure } = state
  const lead = (
    <nav class="tabs" aria-label="This character">
      <Link to={{ at: 'edit', name }}>Edit</Link>
      <Link to={{ at: 'history', name }} current>
        History
      </Link>
    </nav>
  )
  return (
    <Screen heading={<bdi>{`History of ${character?.display_name ?? name}`}</bdi>} lead={lead}>
      {failure !== null && (
        <p role="alert">
          {wordsOf(failure)}{' '}
          <button type="button" onClick={() => control.load()}>
            Try again
          </button>
        </p>
      )}
      {state.isWaiting && <Waiting>Reading the history…</Waiting>}
      {state.labels.length > 0 && <Labels session={session} control={control} state={state} />}
      <Versions session={session} control={control} state={state} name={name} />
      {state.hasMore && (
        <button type="button" class="more" onClick={() => control.more()}>
          Show older
        </button>
      )}
    </Screen>
  )
}

/** Where each label points. */
function Labels(props: {
  readonly session: Session
  readonly control: HistoryControl
  readonly state: HistoryState
}): JSX.Element {
  const { session, control, state } = props
  return (
    <ul class="labels" aria-label="Labels">
      {state.labels.map((one: LabelInfo) => (
        <li key={one.label} class="label">
          <strong>{one.label}</strong> is version {one.version_number}, since{' '}
          <When at={one.moved_at} />
          {one.moved_by !== null && <bdi> by {one.moved_by}</bdi>}
          <ActionButton
            session={session}
            action="remove labels"
            label={`Remove label ${one.label}`}
            kind="quiet"
            onPress={() => void control.removeLabel(one)}
          >
            ×
          </ActionButton>
        </li>
      ))}
    </ul>
  )
}

function Versions(props: Props & { readonly state: HistoryState }): JSX.Element {
  const { session, control, name, state } = props
  const [picked, setPicked] = useState<readonly number[]>([])
  const pick = (version: number): void =>
    setPicked((all) =>
      all.includes(version) ? all.filter((one) => one !== version) : [...all, version].slice(-2),
    )
  const [from = 0, to = 0] = picked.toSorted((a, b) => a - b)
  return (
    <>
      <div class="compare-bar">
        <button
          type="button"
          disabled={picked.length < 2}
          onClick={() => {
            location.hash = hashOf({ at: 'compare', name, from, to })
          }}
        >
          Compare
        </button>
        <span class="hint" role="status">
          {picked.length < 2 ? 'Choose two versions to compare' : `Version ${from} and ${to}`}
        </span>
      </div>
      <ul class="versions" aria-label="Versions">
        {state.changes.map((change) => (
          <Version
            key={change.version_number}
            session={session}
            control={control}
            state={state}
            name={name}
            change={change}
            isPicked={picked.includes(change.version_number)}
            onPick={() => pick(change.version_number)}
          />
        ))}
      </ul>
    </>
  )
}

function Version(
  props: Props & {
    readonly state: HistoryState
    readonly change: CharacterChangeInfo
    readonly isPicked: boolean
    readonly onPick: () => void
  },
): JSX.Element {
  const { session, control, name, state, change, isPicked, onPick } = props
  const { version_number: version } = change
  const [asked, setAsked] = useState<'roll back' | 'label' | null>(null)
  const close = (): void => setAsked(null)
  const isPresent = version === state.character?.version_number
  return (
    <li aria-label={`Version ${version}`}>
      <label class="switch">
        <input
          type="checkbox"
          aria-label={`Compare version ${version}`}
          checked={isPicked}
          onChange={onPick}
        />
        <span class="version-number">{version}</span>
      </label>
      <WhatChanged session={session} change={change} isPresent={isPresent} />
      <div class="version-acts">
        <Link to={{ at: 'version', name, version }} label={`View version ${version}`} kind="button">
          View
        </Link>
        <ActionButton
          session={session}
          action="set labels"
          label={`Label version ${version}`}
          onPress={() => setAsked('label')}
        >
          Label
        </ActionButton>
        {!isPresent && (
          <ActionButton
            session={session}
            action="roll back"
            label={`Roll back to version ${version}`}
            onPress={() => setAsked('roll back')}
          >
            Roll back
          </ActionButton>
        )}
      </div>
      {asked === 'label' && (
        <LabelDialog session={session} control={control} version={version} onClose={close} />
      )}
      {asked === 'roll back' && (
        <RollBackDialog control={control} version={version} onClose={close} />
      )}
    </li>
  )
}

function whatChanged(session: Session, change: CharacterChangeInfo): string | undefined {
  if (change.rolled_back_to !== null) return `Rolled back to version ${change.rolled_back_to}`
  if (change.version_number === 1) return 'Created'
  return change.fields?.map((name) => titleOf(session, name)).join(', ')
}

function WhatChanged(props: {
  readonly session: Session
  readonly change: CharacterChangeInfo
  readonly isPresent: boolean
}): JSX.Element {
  const { session, change, isPresent } = props
  const what = whatChanged(session, change)
  return (
    <div class="what-changed">
      <p>
        <When at={change.changed_at} />
        {change.changed_by !== null && (
          <>
            {' '}
            by <bdi>{change.changed_by}</bdi>
          </>
        )}
        {isPresent && <span class="chip">present</span>}
        {change.labels.map((label) => (
          <span key={label} class="chip label">
            {label}
          </span>
        ))}
      </p>
      {change.note && (
        <p class="note">
          <bdi>{change.note}</bdi>
        </p>
      )}
      {what && <p class="hint">{what}</p>}
    </div>
  )
}
