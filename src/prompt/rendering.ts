import { describeValue } from '../describe-value.ts'
import { type Draw, drawAnew, drawAt, roll, seedOf } from './chance.ts'
import { choicesOf, type Range, trimRange } from './choices.ts'
import { type Marks, marksOf } from './marks.ts'
import type { Found, Names } from './names.ts'
import { MAX_LENGTH, PromptError, refuseLength } from './prompt-error.ts'

/** What a whole prompt has in common, whichever of its texts is rendered. */
export interface Rendering {
  readonly names: Names
  readonly missing: 'keep' | 'empty' | 'error'
  readonly seed: string | number | undefined
  /** The seed of `{{pick}}` where none is given. */
  readonly ownSeed: string
  /** The names used so far. */
  readonly used: Set<string>
  /** UTF-16 units rendered so far. */
  length: number
}

/** A text to render, and where it comes from. */
export interface Source {
  readonly text: string
  /** `'template'`, or the field of the character. */
  readonly source: string
  /** Where it begins in that field, in UTF-16 units. */
  readonly offset?: number
  /** Gives what is written for a name; without it what was found, as it stands. */
  readonly expand?: (found: Found) => string
}

/** A macro that takes something behind its name: `{{roll:d6}}`, `{{roll::d6}}` or `{{roll d6}}`. */
const CALL = /(random|pick|roll|reverse|comment|hidden_key)\s*(::?|\s)|\/\//iy
/** Longer names are none: it bounds what nested braces cost. */
const MAX_NAME = 200

/** Renders one text in one pass. @throws {PromptError} */
export function render(rendering: Rendering, source: Source): string {
  if (source.text.length > MAX_LENGTH) refuseLength(source.source)
  return new Pass(rendering, source).run()
}

interface Place extends Range {
  /** A choice of a list, in which `\,` is a comma. */
  readonly isChoice: boolean
}

/** One pass over a text, left to right: what was written is never looked at again. */
class Pass {
  readonly #rendering: Rendering
  readonly #source: Source
  readonly #text: string
  readonly #marks: Marks
  readonly #pieces: string[] = []
  /** What is left to do once the place under way is done, the nearest last. */
  readonly #left: Place[] = []
  #mark = 0
  #at = 0
  #place: Place
  #seed: number | undefined

  constructor(rendering: Rendering, source: Source) {
    this.#rendering = rendering
    this.#source = source
    this.#text = source.text
    this.#marks = marksOf(source.text)
    this.#place = { from: 0, to: source.text.length, isChoice: false }
  }

  run(): string {
    const { count, starts, ends } = this.#marks
    for (;;) {
      while (this.#mark < count && ends[this.#mark] === 0) this.#mark++
      const start = this.#mark < count ? (starts[this.#mark] ?? 0) : this.#text.length
      if (start >= this.#place.to) {
        this.#copy(this.#place.to)
        const next = this.#left.pop()
        if (next === undefined) return this.#pieces.join('')
        this.#at = next.from
        this.#place = next
      } else if (start < this.#at) this.#mark++
      else this.#take(start, ends[this.#mark] ?? 0)
    }
  }

  #take(start: number, end: number): void {
    const first = this.#text[start]
    if (first === '{') this.#macro(start, end)
    else if (first === '\\') this.#replace(start, end, '{{')
    else {
      const isUser = this.#text.slice(start, end).toLowerCase() === '<user>'
      const found = this.#rendering.names.find(isUser ? 'user' : 'char')
      this.#replace(start, end, found ?? '')
    }
  }

  #macro(start: number, end: number): void {
    const inner = trimRange(this.#text, start + 2, end - 2)
    CALL.lastIndex = inner.from
    const [head, macro = '//'] = CALL.exec(this.#text) ?? []
    // A separator that is white space may stand behind the name, before nothing.
    if (head === undefined || CALL.lastIndex > inner.to) this.#name(inner, start, end)
    else {
      const argument = trimRange(this.#text, CALL.lastIndex, inner.to)
      this.#call(macro.toLowerCase(), argument, start, end)
    }
  }

  #name({ from, to }: Range, start: number, end: number): void {
    const name = to - from <= MAX_NAME ? this.#text.slice(from, to) : ''
    const word = name.toLowerCase()
    if (word === 'trim') this.#trim(start, end)
    else if (word === 'newline') this.#replace(start, end, '\n')
    else if (word === 'noop') this.#replace(start, end, '')
    else {
      const found = this.#rendering.names.find(name)
      if (found === null) this.#unknown(start, end)
      else this.#replace(start, end, found)
    }
  }

  #call(macro: string, argument: Range, start: number, end: number): void {
    if (macro === 'random' || macro === 'pick') this.#choose(macro, argument, start, end)
    else {
      let text: string | undefined = ''
      if (macro === 'roll') text = this.#roll(argument, start)
      if (macro === 'reverse') text = this.#reverse(argument)
      if (text === undefined) this.#unknown(start, end)
      else this.#replace(start, end, text)
    }
  }

  /** The choice is read in its turn: it may hold macros, since it is text of the template. */
  #choose(macro: string, argument: Range, start: number, end: number): void {
    const choices = choicesOf(this.#text, argument, this.#marks, this.#mark + 1)
    const { from, to } = choices.at(this.#draw(start, macro === 'pick')(choices.count))
    this.#copy(start)
    this.#left.push({ from: end, to: this.#place.to, isChoice: this.#place.isChoice })
    this.#at = from
    this.#place = { from, to, isChoice: true }
    this.#mark++
  }

  #roll({ from, to }: Range, start: number): string | undefined {
    if (to - from > MAX_NAME) return undefined
    return roll(this.#text.slice(from, to), this.#draw(start, false))
  }

  /** By code point, so that no character is torn. */
  #reverse({ from, to }: Range): string | undefined {
    if (this.#marks.afters[this.#mark] !== this.#mark + 1) return undefined
    return [...this.#text.slice(from, to)].reverse().join('')
  }

  /** Takes the line ends of the template around the macro away, never those of a value. */
  #trim(start: number, end: number): void {
    let [from, to] = [start, end]
    while (from > this.#at && isLineEnd(this.#text[from - 1])) from--
    while (to < this.#place.to && isLineEnd(this.#text[to])) to++
    this.#copy(from)
    this.#skip(to)
  }

  #unknown(start: number, end: number): void {
    const { missing } = this.#rendering
    if (missing === 'error') this.#refuse(start, end)
    const isWhole = this.#marks.afters[this.#mark] === this.#mark + 1
    this.#copy(start)
    if (missing === 'empty') this.#at = end
    else if (isWhole) this.#copy(end)
    // Else the braces stay, and what they hold has its turn.
    this.#mark++
  }

  #refuse(start: number, end: number): never {
    const { from, to } = trimRange(this.#text, start + 2, end - 2)
    const variable = this.#text.slice(from, Math.min(to, from + 100))
    const { source } = this.#source
    const offset = (this.#source.offset ?? 0) + start
    const message = `Nothing stands for ${describeValue(variable)}, named in ${source} at ${offset}`
    throw new PromptError('PROMPT_VARIABLE_MISSING', message, { source, variable, offset })
  }

  /** Writes what stands for a mark in its place. */
  #replace(start: number, end: number, value: Found | string): void {
    this.#copy(start)
    if (typeof value === 'string') this.#write(value)
    else {
      this.#rendering.used.add(value.name)
      this.#write(this.#source.expand?.(value) ?? value.text)
    }
    this.#skip(end)
  }

  #draw(start: number, isPick: boolean): Draw {
    const { seed, ownSeed } = this.#rendering
    const { source, offset = 0 } = this.#source
    if (seed === undefined && !isPick) return drawAnew
    this.#seed ??= seedOf(seed ?? ownSeed, source)
    return drawAt(this.#seed, offset + start)
  }

  /** Writes the template as it stands, from where the pass is. */
  #copy(to: number): void {
    const text = this.#text.slice(this.#at, to)
    this.#write(this.#place.isChoice ? text.replaceAll('\\,', ',') : text)
    this.#at = to
  }

  #skip(to: number): void {
    this.#at = to
    this.#mark++
  }

  #write(piece: string): void {
    if (piece === '') return
    this.#rendering.length += piece.length
    if (this.#rendering.length > MAX_LENGTH) refuseLength(this.#source.source)
    this.#pieces.push(piece)
  }
}

function isLineEnd(unit: string | undefined): boolean {
  return unit === '\n' || unit === '\r'
}
