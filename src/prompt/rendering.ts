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
const CALL = /\s*(?:(random|pick|roll|reverse|comment|hidden_key)\s*(::?|\s)|\/\/)/iy
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
    const { starts, ends } = this.#marks
    for (;;) {
      const start = starts[this.#mark] ?? this.#text.length
      if (start >= this.#place.to) {
        this.#copy(this.#place.to)
        const next = this.#left.pop()
        if (next === undefined) return this.#pieces.join('')
        this.#at = next.from
        this.#place = next
      } else if (start < this.#at || ends[this.#mark] === 0) this.#mark++
      else this.#take(start, ends[this.#mark] ?? 0)
    }
  }

  #take(start: number, end: number): void {
    const first = this.#text[start]
    if (first === '{') return this.#macro(start, end)
    this.#copy(start)
    if (first === '\\') this.#write('{{')
    else
      this.#value(
        this.#rendering.names.find(/u/i.test(this.#text.slice(start, end)) ? 'user' : 'char'),
      )
    this.#skip(end)
  }

  #macro(start: number, end: number): void {
    const inner = { from: start + 2, to: end - 2 }
    CALL.lastIndex = inner.from
    const [head, macro = '//', separator] = CALL.exec(this.#text) ?? []
    const argument = trimRange(this.#text, { from: inner.from + (head?.length ?? 0), to: inner.to })
    const isName = head === undefined || (/^\s/.test(separator ?? '') && argument.from === inner.to)
    if (isName) this.#name(start, end)
    else this.#call(macro.toLowerCase(), argument, start, end)
  }

  #name(start: number, end: number): void {
    const { from, to } = trimRange(this.#text, { from: start + 2, to: end - 2 })
    const name = to - from <= MAX_NAME ? this.#text.slice(from, to) : ''
    const word = name.toLowerCase()
    if (word === 'trim') return this.#trim(start, end)
    const isEmpty = word === 'noop' || word === 'newline'
    const found = isEmpty ? null : this.#rendering.names.find(name)
    if (!isEmpty && found === null) return this.#unknown(start, end)
    this.#copy(start)
    if (word === 'newline') this.#write('\n')
    this.#value(found)
    this.#skip(end)
  }

  #call(macro: string, argument: Range, start: number, end: number): void {
    if (macro === 'random' || macro === 'pick') return this.#choose(macro, argument, start, end)
    let text: string | undefined = ''
    if (macro === 'roll') text = this.#roll(argument, start)
    if (macro === 'reverse') text = this.#reverse(argument)
    if (text === undefined) return this.#unknown(start, end)
    this.#copy(start)
    this.#write(text)
    this.#skip(end)
  }

  /** The choice is read in its turn: it may hold macros, since it is text of the template. */
  #choose(macro: string, argument: Range, start: number, end: number): void {
    const choices = choicesOf(this.#text, argument, this.#inside(this.#mark))
    const draw = this.#draw(start, macro === 'pick')
    const { from, to } = choices[draw(choices.length)] ?? argument
    this.#copy(start)
    this.#left.push({ ...this.#place, from: end })
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
    this.#copy(start)
    if (missing === 'empty') return this.#skip(end)
    if (this.#marks.afters[this.#mark] === this.#mark + 1) {
      this.#copy(end)
      return this.#skip(end)
    }
    // What is unknown stays, and what it holds has its turn.
    this.#mark++
  }

  #refuse(start: number, end: number): never {
    const { from, to } = trimRange(this.#text, { from: start + 2, to: end - 2 })
    const variable = this.#text.slice(from, Math.min(to, from + 100))
    const { source } = this.#source
    const offset = (this.#source.offset ?? 0) + start
    const message = `Nothing stands for ${describeValue(variable)}, named in ${source} at ${offset}`
    throw new PromptError('PROMPT_VARIABLE_MISSING', message, { source, variable, offset })
  }

  #value(found: Found | null): void {
    if (found === null) return
    this.#rendering.used.add(found.name)
    this.#write(this.#source.expand?.(found) ?? found.text)
  }

  /** The ranges of the macros directly inside of one. */
  *#inside(mark: number): Generator<Range> {
    const { starts, ends, afters } = this.#marks
    const end = afters[mark] ?? 0
    for (let at = mark + 1; at < end; ) {
      const [from = 0, to = 0, after = 0] = [starts[at], ends[at], afters[at]]
      at = to === 0 ? at + 1 : after
      if (to !== 0) yield { from, to }
    }
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
