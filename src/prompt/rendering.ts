import { type Draw, drawAt, roll, seedOf } from './chance.ts'
import { choose, type Range, trimRange } from './choices.ts'
import { type Marks, marksOf } from './marks.ts'
import type { Found, Names } from './names.ts'
import { MAX_LENGTH, PromptError, refuseLength } from './prompt-error.ts'

/** What a whole prompt has in common, whichever of its texts is rendered. */
export interface Rendering {
  readonly names: Names
  readonly missing: 'keep' | 'empty' | 'error'
  /** Of the caller, else one of the character, which is for `{{pick}}` alone. */
  readonly seed: string | number
  readonly isSeeded: boolean
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
const CALL = /(random|pick|roll|reverse|comment|hidden_key)\s*(?:::?|\s)|\/\//iy
const MAX_NAME = 200

/** Renders one text in one pass. @throws {PromptError} */
export function render(rendering: Rendering, source: Source): string {
  if (source.text.length > MAX_LENGTH) refuseLength(source.source)
  return new Pass(rendering, source).run()
}

/** One pass over a text, left to right: what was written is never looked at again. */
class Pass {
  readonly #rendering: Rendering
  readonly #source: Source
  readonly #text: string
  readonly #marks: Marks
  /** Where to go on once a choice is done, the nearest last. */
  readonly #left: Range[] = []
  readonly #seed: number
  #written = ''
  #mark = 0
  #at = 0
  #to: number

  constructor(rendering: Rendering, source: Source) {
    this.#rendering = rendering
    this.#source = source
    this.#text = source.text
    this.#marks = marksOf(source.text)
    this.#to = source.text.length
    this.#seed = seedOf(rendering.seed, source.source)
  }

  run(): string {
    const { starts, ends } = this.#marks
    for (;;) {
      while (ends[this.#mark] === 0) this.#mark++
      const start = starts[this.#mark] ?? 0
      if (start >= this.#to) {
        this.#copy(this.#to)
        const next = this.#left.pop()
        if (next === undefined) return this.#written
        this.#at = next.from
        this.#to = next.to
      } else if (start < this.#at) this.#mark++
      else this.#take(start, ends[this.#mark] ?? 0)
    }
  }

  #take(start: number, end: number): void {
    const first = this.#text[start]
    if (first === '{') this.#macro(start, end)
    else if (first === '\\') this.#replace(start, end, '{{')
    else {
      const tag = this.#text.slice(start + 1, end - 1).toLowerCase()
      this.#replace(start, end, this.#named(tag === 'user' ? tag : 'char') ?? '')
    }
  }

  #macro(start: number, end: number): void {
    const inner = trimRange(this.#text, start + 2, end - 2)
    CALL.lastIndex = inner.from
    const [head, macro = '//'] = CALL.exec(this.#text) ?? []
    // A separator that is white space may stand behind the name, before nothing.
    const isCall = head !== undefined && CALL.lastIndex <= inner.to
    const argument = trimRange(this.#text, isCall ? CALL.lastIndex : inner.from, inner.to)
    if (/^trim$/i.test(this.#short(inner))) this.#trim(start, end)
    else if (isCall && /^(?:random|pick)$/i.test(macro)) this.#choose(macro, argument, start, end)
    else {
      const text = isCall
        ? this.#called(macro.toLowerCase(), argument, start)
        : this.#named(this.#short(inner))
      if (text !== undefined) this.#replace(start, end, text)
      else this.#unknown(inner, start, end)
    }
  }

  /** The range as a name, which none of more than 200 units is: it bounds what nested braces cost. */
  #short({ from, to }: Range): string {
    return to - from > MAX_NAME ? '' : this.#text.slice(from, to)
  }

  #named(name: string): string | undefined {
    const found = this.#rendering.names(name)
    if (found === undefined) return undefined
    if (found.name !== '') this.#rendering.used.add(found.name)
    return this.#source.expand?.(found) ?? found.text
  }

  #called(macro: string, argument: Range, start: number): string | undefined {
    if (macro === 'roll') return roll(this.#short(argument), this.#draw(start, false))
    if (macro !== 'reverse') return ''
    const holdsMarks = this.#marks.afters[this.#mark] !== this.#mark + 1
    if (holdsMarks) return undefined
    // By code point, so that no character is torn.
    return [...this.#text.slice(argument.from, argument.to)].reverse().join('')
  }

  /** The choice is read in its turn: it may hold macros, since it is text of the template. */
  #choose(macro: string, argument: Range, start: number, end: number): void {
    const draw = this.#draw(start, /p/i.test(macro))
    const { from, to } = choose(this.#text, argument, this.#marks, this.#mark + 1, draw)
    this.#copy(start)
    this.#left.push({ from: end, to: this.#to })
    this.#at = from
    this.#to = to
    this.#mark++
  }

  /** Takes the line ends of the template around the macro away, never those of a value. */
  #trim(start: number, end: number): void {
    let [from, to] = [start, end]
    while (from > this.#at && /[\r\n]/.test(this.#text[from - 1] ?? '')) from--
    while (to < this.#to && /[\r\n]/.test(this.#text[to] ?? '')) to++
    this.#replace(from, to, '')
  }

  #unknown({ from, to }: Range, start: number, end: number): void {
    const { missing } = this.#rendering
    if (missing === 'error') {
      const variable = this.#text.slice(from, Math.min(to, from + 100))
      const { source, offset: before = 0 } = this.#source
      const offset = before + start
      const message = `Nothing stands for '${variable}', named in ${source} at ${offset}`
      throw new PromptError('PROMPT_VARIABLE_MISSING', message, { source, variable, offset })
    }
    // What is kept is text of the template, and what it holds has its turn.
    if (missing === 'keep') this.#mark++
    else this.#replace(start, end, '')
  }

  #replace(start: number, end: number, text: string): void {
    this.#copy(start)
    this.#write(text)
    this.#at = end
    this.#mark++
  }

  #draw(start: number, isPick: boolean): Draw {
    // Of a seed of its own, nobody can repeat it.
    const seed = isPick || this.#rendering.isSeeded ? this.#seed : Math.random() * 2 ** 32
    return drawAt(seed, (this.#source.offset ?? 0) + start)
  }

  /** Writes the template as it stands, from where the pass is. */
  #copy(to: number): void {
    const text = this.#text.slice(this.#at, to)
    this.#write(this.#left.length > 0 ? text.replaceAll('\\,', ',') : text)
    this.#at = to
  }

  #write(text: string): void {
    this.#rendering.length += text.length
    if (this.#rendering.length > MAX_LENGTH) refuseLength(this.#source.source)
    this.#written += text
  }
}
