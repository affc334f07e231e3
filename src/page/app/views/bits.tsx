import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { refusalWords, type Session } from '../session.ts'
import { hashOf, type Route } from '../state/route.ts'
import { useStore } from '../store.ts'

const TITLE = document.title

/** A link within the page. */
export function Link(props: {
  readonly to: Route
  readonly label?: string
  readonly current?: boolean
  readonly kind?: string
  readonly children: ComponentChildren
}): JSX.Element {
  const { to, label, current, kind, children } = props
  return (
    <a
      href={hashOf(to)}
      class={kind}
      aria-label={label}
      aria-current={current ? 'page' : undefined}
    >
      {children}
    </a>
  )
}

/** A button for something that the server may refuse to this person: then it says so, and stays. */
export function ActionButton(props: {
  readonly session: Session
  /** What it is called, as in `attempt`. */
  readonly action: string
  readonly label?: string
  readonly kind?: string
  readonly onPress: () => void
  readonly children: ComponentChildren
}): JSX.Element {
  const { session, action, label, kind, onPress, children } = props
  const isRefused = useStore(session.refused).has(action)
  return (
    <button
      type="button"
      class={kind}
      aria-label={label}
      aria-disabled={isRefused}
      title={isRefused ? refusalWords(action) : undefined}
      onClick={() => (isRefused ? undefined : onPress())}
    >
      {children}
    </button>
  )
}

/** One screen: its heading takes the focus when it is shown, so that a screen reader reads on there. */
export function Screen(props: {
  readonly heading: ComponentChildren
  readonly lead?: ComponentChildren
  readonly kind?: string
  readonly children: ComponentChildren
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${heading.current?.textContent} · ${TITLE}`
  })
  useEffect(() => {
    if (document.activeElement === document.body || !document.activeElement?.closest('dialog')) {
      heading.current?.focus({ preventScroll: true })
    }
  }, [])
  return (
    <div class={`screen ${props.kind ?? ''}`}>
      <div class="screen-head">
        <h2 ref={heading} tabIndex={-1}>
          {props.heading}
        </h2>
        {props.lead}
      </div>
      {props.children}
    </div>
  )
}

/** The picture of a character, or the first letters of its name. */
export function Avatar(props: {
  readonly url: unknown
  readonly name: string
  readonly kind?: string
}): JSX.Element {
  const url = shownUrl(props.url)
  const [broken, setBroken] = useState<string | null>(null)
  const kind = `avatar ${props.kind ?? ''}`
  if (url === null || url === broken) {
    return (
      <span class={kind} aria-hidden="true">
        {initialsOf(props.name)}
      </span>
    )
  }
  return (
    <img
      class={kind}
      src={url}
      alt=""
      loading="lazy"
      decoding="async"
      referrerpolicy="no-referrer"
      onError={() => setBroken(url)}
    />
  )
}

/** What the policy of the page lets through: pictures of this host, or over TLS. */
export function shownUrl(given: unknown): string | null {
  if (typeof given !== 'string' || given === '') return null
  try {
    const { origin, protocol, href } = new URL(given, location.href)
    return protocol === 'https:' || origin === location.origin ? href : null
  } catch {
    return null
  }
}

/** The first letters of the first two words. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).slice(0, 2)
  return words
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase()
}

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** A moment, as people of this place write it. */
export function When(props: { readonly at: unknown }): JSX.Element | null {
  const { at } = props
  const date = new Date(String(at))
  if (Number.isNaN(date.getTime())) return null
  return <time dateTime={date.toISOString()}>{WHEN.format(date)}</time>
}

/** What the page says while it waits. */
export function Waiting(props: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <p class="waiting" role="status">
      {props.children}
    </p>
  )
}
