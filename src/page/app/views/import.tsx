import type { JSX } from 'preact'
import type { ImportControl } from '../import-control.ts'
import { type ImportItem, isOpen, type WhenTaken } from '../state/importing.ts'
import { useStore } from '../store.ts'
import { Link, Screen, Waiting } from './bits.tsx'

/** Files that are to become characters: cards of other programs, or characters as JSON. */
export function ImportScreen({ control }: { readonly control: ImportControl }): JSX.Element {
  const items = useStore(control.store)
  const open = items.filter(isOpen)
  return (
    <Screen heading="Import characters">
      <label class="drop">
        <span>Drop character cards here (PNG, CHARX, JSON), or choose files</span>
        <input
          type="file"
          multiple
          accept=".png,.apng,.charx,.json,image/png,application/json"
          aria-label="Card files"
          onChange={({ currentTarget }) => {
            void control.add(currentTarget.files ?? []).then(() => {
              currentTarget.value = ''
            })
          }}
        />
      </label>
      <ul class="imports" aria-label="Files">
        {items.map((item) => (
          <Item key={item.id} control={control} item={item} />
        ))}
      </ul>
      {open.length > 0 && (
        <button type="button" class="primary" onClick={() => control.run()}>
          Import
        </button>
      )}
    </Screen>
  )
}

function Item(props: { readonly control: ImportControl; readonly item: ImportItem }): JSX.Element {
  const { control, item } = props
  const { reading, done, problem } = item
  return (
    <li aria-label={item.fileName}>
      <strong>
        <bdi>{String(reading?.input.display_name ?? item.fileName)}</bdi>
      </strong>{' '}
      <span class="hint">{item.fileName}</span>
      {item.isBusy && <Waiting>Importing…</Waiting>}
      {done === null && item.isTaken && <Taken control={control} item={item} />}
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {reading !== null && reading.warnings.length > 0 && (
        <details>
          <summary>
            {reading.warnings.length === 1 ? '1 remark' : `${reading.warnings.length} remarks`}
          </summary>
          <ul>
            {reading.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </details>
      )}
      {done === null ? (
        <button
          type="button"
          aria-label={`Remove ${item.fileName}`}
          onClick={() => control.remove(item.id)}
        >
          ×
        </button>
      ) : (
        <p role="status">
          {done.text}: <Link to={{ at: 'edit', name: done.name }}>{done.name}</Link>
        </p>
      )}
    </li>
  )
}

function Taken(props: { readonly control: ImportControl; readonly item: ImportItem }): JSX.Element {
  const { control, item } = props
  const choices: readonly (readonly [WhenTaken, string])[] = [
    ['leave', 'Leave it out'],
    ['version', `Make it a version of ${item.name}`],
    ['rename', 'Take another name'],
  ]
  return (
    <fieldset class="plain">
      <legend>The name {item.name} is taken</legend>
      {choices.map(([choice, title]) => (
        <label key={choice} class="switch">
          <input
            type="radio"
            name={`taken-${item.id}`}
            checked={item.choice === choice}
            onChange={() => control.change(item.id, { choice, problem: null })}
          />
          {title}
        </label>
      ))}
      {item.choice === 'rename' && (
        <input
          aria-label="Another name"
          value={item.otherName}
          maxLength={100}
          onInput={(event) => control.change(item.id, { otherName: event.currentTarget.value })}
        />
      )}
    </fieldset>
  )
}
