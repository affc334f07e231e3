import { type Io, WrongUse } from './io.ts'

/** The options of every subcommand. */
export interface GlobalOptions {
  readonly uri?: string
  readonly db?: string
  readonly collection?: string
  readonly url?: string
  readonly header?: readonly string[]
  readonly tenant?: string
  readonly model?: string
  readonly json?: boolean
  readonly yes?: boolean
  readonly by?: string
  readonly note?: string
}

/** Where the characters are. */
export type Place =
  | {
      readonly kind: 'mongo'
      readonly uri: string
      readonly db?: string
      readonly collection?: string
    }
  | { readonly kind: 'http'; readonly url: string; readonly headers: Record<string, string> }

/** @throws {WrongUse} when the options name no place, two of them, or what is not theirs to say */
export function placeOf(options: GlobalOptions, env: Io['env']): Place {
  const { uri, url, db, collection, header = [] } = options
  if (url !== undefined) {
    for (const name of ['uri', 'db', 'collection'] as const) {
      if (options[name] !== undefined) throw new WrongUse(`--url and --${name} exclude each other`)
    }
    for (const name of ['tenant', 'by'] as const) {
      if (options[name] === undefined) continue
      throw new WrongUse(`--${name} is for the host behind --url to say: it knows who asks`)
    }
    if (!URL.canParse(url)) throw new WrongUse('--url must be an absolute URL of the characters')
    return { kind: 'http', url, headers: headersOf(header) }
  }
  if (header.length > 0) throw new WrongUse('--header needs --url')
  const address = uri ?? env.MONGODB_URI
  if (address === undefined || address === '') {
    throw new WrongUse('say where the characters are: --uri or MONGODB_URI, or --url')
  }
  return {
    kind: 'mongo',
    uri: address,
    ...(db !== undefined && { db }),
    ...(collection !== undefined && { collection }),
  }
}

function headersOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((header) => {
      const [, name, value] = /^([!#$%&'*+.^`|~\w-]+):[ \t]*(.*)$/.exec(header) ?? []
      if (name === undefined || value === undefined) {
        throw new WrongUse("--header must be like 'authorization: Bearer …'")
      }
      return [name, value]
    }),
  )
}

/** Who writes, and why. */
export function stampOf({ by, note }: GlobalOptions): {
  readonly by?: string
  readonly note?: string
} {
  return { ...(by !== undefined && { by }), ...(note !== undefined && { note }) }
}
