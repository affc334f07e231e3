import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { CharacterResponse } from '../../../model/character.ts'
import type { ListControl } from '../list-control.ts'
import type { Session } from '../session.ts'
import { wordsOf } from '../state/failure.ts'
import { type Listing, type ListQuery, listWords } from '../state/listing.ts'
import { useStore } from '../store.ts'
import { Avatar, Link } from './bits.tsx'

const SORTS: readonly (readonly [value: string, title: string])[] = [
  ['name', 'Name'],
  ['display_name', 'Display name'],
  ['-updated_at', 'Last changed'],
  ['-created_at', 'Newest'],
  ['created_at', 'Oldest'],
]

interface Props {
  readonly session: Session
  readonly list: ListControl
  /** The name of the character that is open. */
  readonly current: string | null
}

/** The characters, and what is looked for among them. */
export function ListPane({ session, list, current }: Props): JSX.Element {
  const listing = useStore(list.store)
  useOpenInView(current)
  const unsaved = useMemo(
    () => new Set(session.drafts.list().map(({ name }) => name)),
    [listing.items, current],
  )
  return (
    <section class="list-pane" aria-label="All characters">
      <Search listing={listing} session={session} onChange={(change) => list.search(change)} />
      <p class="list-words" role="status">
        {listing.failure === null ? listWords(listing) : wordsOf(listing.failure)}
        {listing.failure !== null && (
          <button type="button" onClick={() => list.refresh()}>
            Try again
          </button>
        )}
      </p>
      <ul class="characters" aria-label="Characters" aria-busy={listing.waiting !== null}>
        {listing.items.map((one) => (
          <Row
            key={one.id}
            one={one}
            isOpen={one.name === current}
            isUnsaved={unsaved.has(one.name)}
            onTrait={(trait) => list.search({ traits: withTrait(listing, trait) })}
          />
        ))}
      </ul>
      {listing.hasMore && (
        <button type="button" class="more" onClick={() => list.more()}>
          {listing.waiting === 'more' ? 'Looking…' : 'Show more'}
        </button>
      )}
    </section>
  )
}

function withTrait({ query }: Listing, trait: string): readonly string[] {
  return query.traits.includes(trait) ? query.traits : [...query.traits, trait]
}

function Search(props: {
  readonly listing: Listing
  readonly session: Session
  readonly onChange: (change: Partial<ListQuery>) => void
}): JSX.Element {
  const { listing, session, onChange } = props
  const { query } = listing
  return (
    <search class="search">
      <input
        type="search"
        aria-label="Search characters"
        placeholder="Search characters"
        maxLength={200}
        value={query.text}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
      <div class="search-more">
        <select
          aria-label="Sort by"
          value={query.sort}
          disabled={query.label !== null}
          onChange={(event) => onChange({ sort: event.currentTarget.value })}
        >
          {SORTS.map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
        <LabelChoice
          session={session}
          label={query.label}
          onChange={(label) => onChange({ label })}
        />
      </div>
      <TraitFilter listing={listing} onChoose={(traits) => onChange({ traits })} />
      {query.traits.length > 0 && (
        <div class="filters">
          {query.traits.map((trait) => (
            <button
              key={trait}
              type="button"
              class="chip"
              aria-label={`Remove filter ${trait}`}
              onClick={() => onChange({ traits: query.traits.filter((one) => one !== trait) })}
            >
              {trait} ×
            </button>
          ))}
        </div>
      )}
    </search>
  )
}

function TraitFilter(props: {
  readonly listing: Listing
  readonly onChoose: (traits: readonly string[]) => void
}): JSX.Element {
  const { listing, onChoose } = props
  const seen = [...new Set(listing.items.flatMap(({ traits }) => traits))].sort().slice(0, 200)
  return (
    <>
      <input
        aria-label="Filter by trait"
        placeholder="Filter by trait"
        list="traits-seen"
        maxLength={200}
        onKeyDown={(event) => {
          const trait = event.currentTarget.value.trim()
          if (event.key !== 'Enter' || trait === '') return
          event.currentTarget.value = ''
          onChoose(withTrait(listing, trait))
        }}
      />
      <datalist id="traits-seen">
        {seen.map((trait) => (
          <option key={trait} value={trait} />
        ))}
      </datalist>
    </>
  )
}

const OTHER = ' other'

function LabelChoice(props: {
  readonly session: Session
  readonly label: string | null
  readonly onChange: (label: string | null) => void
}): JSX.Element {
  const { session, label, onChange } = props
  const [isAsking, setAsking] = useState(false)
  const choose = (given: string | null): void => {
    setAsking(false)
    onChange(given)
  }
  if (isAsking) return <OtherLabel onChange={choose} />
  return (
    <select
      aria-label="Show"
      value={label ?? ''}
      onChange={(event) => {
        const { value } = event.currentTarget
        if (value === OTHER) setAsking(true)
        else onChange(value || null)
      }}
    >
      <option value="">All characters</option>
      <option value={session.label}>Labelled {session.label}</option>
      {label !== null && label !== session.label && <option value={label}>Labelled {label}</option>}
      <option value={OTHER}>Another label…</option>
    </select>
  )
}

function OtherLabel(props: { readonly onChange: (label: string | null) => void }): JSX.Element {
  const [text, setText] = useState('')
  const isLabel = /^[a-z][a-z0-9._-]{0,39}$/.test(text)
  return (
    <input
      aria-label="Label to show"
      placeholder="label, then Enter"
      autofocus
      value={text}
      aria-invalid={text !== '' && !isLabel}
      onInput={(event) => setText(event.currentTarget.value)}
      onKeyDown={({ key }) => {
        if (key === 'Enter' && isLabel) props.onChange(text)
        if (key === 'Escape') props.onChange(null)
      }}
      onBlur={() => props.onChange(isLabel ? text : null)}
    />
  )
}

function Row(props: {
  readonly one: CharacterResponse
  readonly isOpen: boolean
  readonly isUnsaved: boolean
  readonly onTrait: (trait: string) => void
}): JSX.Element {
  const { one, isOpen, isUnsaved, onTrait } = props
  return (
    <li class={isOpen ? 'row-open' : undefined}>
      <Avatar url={one.avatar_url} name={one.display_name} kind="small" />
      <div class="row-text">
        <Link
          to={{ at: 'edit', name: one.name }}
          kind="row-name"
          current={isOpen}
          label={one.display_name}
        >
          <bdi>{one.display_name}</bdi>
        </Link>
        <span class="row-more">
          {isUnsaved && <strong class="unsaved">not saved</strong>}
          <bdi class="row-id">{one.name}</bdi>
          <span>v{one.version_number}</span>
          {one.traits.slice(0, 4).map((trait) => (
            <button
              key={trait}
              type="button"
              class="row-trait"
              // By keyboard a trait is typed above: a list of a thousand rows is walked by its names.
              tabIndex={-1}
              aria-label={`Filter by trait ${trait}`}
              onClick={() => onTrait(trait)}
            >
              {trait}
            </button>
          ))}
        </span>
      </div>
    </li>
  )
}

/** Moves what is shown of a list to where the character is that was opened. */
function useOpenInView(current: string | null): void {
  useEffect(() => {
    document.querySelector('.row-open')?.scrollIntoView({ block: 'nearest' })
  }, [current])
}
