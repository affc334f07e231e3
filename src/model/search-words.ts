import { endOfRun, type Kind, kindOf, MARK, OTHER, partsOf, SEPARATOR, SPACED } from './letters.ts'

/** How many words are stored with a head. */
const MAX_STORED = 400
/** How many words of what a person types are looked at. */
const MAX_TYPED = 10
/** How many UTF-16 units of what a person types are looked at. */
const MAX_TYPED_LENGTH = 4_096
/** UTF-16 units of a stored word; a longer one that is typed is cut alike, and so still begins it. */
const MAX_WORD = 64
/** UTF-16 units of a letter with its marks, in scripts without spaces: none has more. */
const MAX_LETTER = 8

/**
 * The words by which texts are found, folded, distinct, in their order, 400 at most.
 *
 * A run of letters and digits is a word. In scripts without spaces each pair of neighbouring letters
 * is one, and the last letter of a run as well: every other letter begins a pair, and a single letter
 * that is typed is to begin a word wherever it stands.
 */
export function searchWords(texts: readonly string[]): readonly string[] {
  const reader = new WordReader(MAX_STORED, true)
  for (const text of texts) reader.read(text)
  return [...reader.words]
}

/**
 * The words of what a person typed, each of which must begin a stored word: folded, distinct, in their
 * order, 10 at most. None where there is no letter and no digit, which finds nothing.
 */
export function queryWords(text: string): readonly string[] {
  const reader = new WordReader(MAX_TYPED, false)
  reader.read(text.slice(0, MAX_TYPED_LENGTH))
  return [...reader.words]
}

/** Goes through texts once, and stops when it has words enough. */
class WordReader {
  readonly words: Set<string> = new Set()
  readonly #max: number
  /** Whether the last letter of a run is a word even where it ends a pair. */
  readonly #keepsLast: boolean
  /** What is open: a word, a letter of a script without spaces, or nothing. */
  #kind: Kind = SEPARATOR
  /** The open word, or the open letter with its marks. */
  #open = ''
  #isMarked = false
  /** The letter before the open one, in a script without spaces. */
  #before = ''

  constructor(max: number, keepsLast: boolean) {
    this.#max = max
    this.#keepsLast = keepsLast
  }

  read(text: string): void {
    // Most letters of lower case are what they fold to, and are taken a run at a time.
    const lower = text.toLowerCase()
    for (let at = 0, end = 0; at < lower.length && !this.#isFull(); at = end) {
      const code = lower.codePointAt(at) ?? 0
      const kind = kindOf(code)
      end = endOfRun(lower, at, kind)
      if (kind !== OTHER) this.#take(kind, lower.slice(at, Math.min(end, at + MAX_WORD)))
      else for (const part of partsOf(code)) this.#take(part.kind, part.text)
    }
    this.#end()
  }

  #take(kind: Kind, text: string): void {
    // A mark that follows no letter means nothing.
    if (kind === SEPARATOR || (kind === MARK && this.#kind === SEPARATOR)) {
      this.#end()
      return
    }
    if (kind === MARK) this.#isMarked = true
    else if (kind !== this.#kind) this.#end()
    else if (kind !== SPACED) this.#pair()
    if (kind !== MARK) this.#kind = kind
    const room = (this.#kind === SPACED ? MAX_WORD : MAX_LETTER) - this.#open.length
    if (room > 0) this.#open += text.slice(0, room)
  }

  /** Ends the open word, or the run that the open letter is in. */
  #end(): void {
    if (this.#kind === SEPARATOR) return
    if (this.#kind === SPACED) this.#add(this.#close())
    else {
      const isAlone = this.#before === ''
      this.#pair()
      if (isAlone || this.#keepsLast) this.#add(this.#before)
      this.#before = ''
    }
    this.#kind = SEPARATOR
  }

  /** The open letter has all its marks: it ends a pair, and may begin one. */
  #pair(): void {
    const letter = this.#close()
    if (this.#before !== '') this.#add(this.#before + letter)
    this.#before = letter
  }

  #close(): string {
    // Marks of one letter may be typed in any order.
    const closed = this.#isMarked ? this.#open.normalize('NFD') : this.#open
    this.#open = ''
    this.#isMarked = false
    const isHalf = (closed.charCodeAt(closed.length - 1) & 0xfc00) === 0xd800
    return isHalf ? closed.slice(0, -1) : closed
  }

  #add(word: string): void {
    if (this.#isFull() || this.words.has(word)) return
    // A copy: what is cut out of a long text keeps all of it in memory.
    this.words.add(` ${word}`.slice(1))
  }

  #isFull(): boolean {
    return this.words.size === this.#max
  }
}
