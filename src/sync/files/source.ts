import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import { checkTokens } from './check-tokens.ts'
import { CharacterFileError } from './file-error.ts'

/** What a text says, and where. */
export interface Source {
  readonly value: unknown
  /** The line of what stands at a path, or of what is around it; `undefined` where that is not known. */
  lineOf(path: readonly (string | number)[]): number | undefined
  /** How a value is written that is no text because it has no quotes; `undefined` for any other. */
  unquoted(path: readonly (string | number)[]): string | undefined
}

const MAX_REASON = 200
/** What the copies of an anchor may come to. */
const MAX_ALIASES = 100

/**
 * Reads YAML 1.2: `no` is a text, and a key stands in a map once.
 *
 * @param firstLine the line of the file at which the text begins
 * @throws {CharacterFileError}
 */
export function readYaml(path: string, text: string, firstLine = 1): Source {
  const { document, lineAt } = parse(path, text, firstLine)
  const [fault] = [...document.errors, ...document.warnings]
  if (fault !== undefined) {
    const line = lineAt(fault.pos[0])
    throw new CharacterFileError('FILE_MALFORMED', path, reasonOf(fault), { line })
  }
  checkKeys(path, document, lineAt)
  try {
    return sourceOf(document, document.toJS({ maxAliasCount: MAX_ALIASES }), lineAt)
  } catch (cause) {
    const reason = 'has an alias that means nothing, or too many of them'
    throw new CharacterFileError('FILE_MALFORMED', path, reason, {
      line: firstAlias(document, lineAt),
      cause,
    })
  }
}

function reasonOf({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'holds two documents: write one, or an array'
  return message.slice(0, MAX_REASON).toWellFormed()
}

/**
 * Reads JSON, in which a key stands in an object once.
 *
 * @throws {CharacterFileError}
 */
export function readJson(path: string, text: string): Source {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const position = /position (\d+)/.exec(String(cause))?.[1]
    const before = text.slice(0, position === undefined ? undefined : Number(position))
    const line = before.split('\n').length
    throw new CharacterFileError('FILE_MALFORMED', path, 'is not JSON', { line, cause })
  }
  // All JSON is YAML: this one knows the lines.
  const { document, lineAt } = parse(path, text, 1)
  checkKeys(path, document, lineAt)
  return { ...sourceOf(document, value, lineAt), unquoted: () => undefined }
}

const READ = { uniqueKeys: false, prettyErrors: false, logLevel: 'error' } as const

type LineAt = (offset: number | undefined) => number | undefined

function parse(
  path: string,
  text: string,
  firstLine: number,
): { readonly document: Document; readonly lineAt: LineAt } {
  const lineCounter = new LineCounter()
  const lineAt: LineAt = (offset) =>
    offset === undefined ? undefined : lineCounter.linePos(offset).line + firstLine - 1
  checkTokens(path, text, firstLine)
  // Its own search for keys that stand twice takes a time that grows with their square.
  const document = parseDocument(text, { ...READ, lineCounter })
  return { document: document as Document, lineAt }
}

function checkKeys(path: string, document: Document, lineAt: LineAt): void {
  visit(document, {
    Map(_, map) {
      const keys = new Set<string>()
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : undefined
        const line = lineAt(isScalar(key) ? key.range?.[0] : map.range?.[0])
        if (name === undefined || keys.has(name)) {
          const reason = name === undefined ? 'has a key that is no text' : 'stands twice'
          throw new CharacterFileError('FILE_MALFORMED', path, reason, { line, field: name })
        }
        keys.add(name)
      }
    },
  })
}

function firstAlias(document: Document, lineAt: LineAt): number | undefined {
  let line: number | undefined
  visit(document, {
    Alias(_, alias) {
      line = lineAt(alias.range?.[0])
      return visit.BREAK
    },
  })
  return line
}

function sourceOf(document: Document, value: unknown, lineAt: LineAt): Source {
  const nodeAt = (path: readonly (string | number)[]): unknown =>
    path.length === 0 ? document.contents : document.getIn(path, true)
  return {
    value,
    lineOf(path) {
      for (let length = path.length; length >= 0; length--) {
        const node = nodeAt(path.slice(0, length))
        const range: unknown = Reflect.get(Object(node), 'range')
        // A value that begins behind its key may begin on a later line.
        const key =
          length === 0 ? undefined : keyAt(nodeAt(path.slice(0, length - 1)), path[length - 1])
        if (key !== undefined) return lineAt(key)
        if (Array.isArray(range)) return lineAt(Number(range[0]))
      }
      return undefined
    },
    unquoted(path) {
      const node = nodeAt(path)
      if (!isScalar(node) || node.type !== 'PLAIN' || typeof node.value === 'string')
        return undefined
      return node.source?.slice(0, 40) || undefined
    },
  }
}

/** Where a key of a map begins. */
function keyAt(node: unknown, name: string | number | undefined): number | undefined {
  if (!isMap(node)) return undefined
  const key = node.items.find((item) => isScalar(item.key) && item.key.value === name)?.key
  return isScalar(key) ? key.range?.[0] : undefined
}
