import { type Effort, hunksOf } from './hunks.ts'
import { linesOf, wordsOf } from './tokens.ts'

/** A stretch of two texts: in both, in the new one alone, in the old one alone, or in both and hidden. */
export interface Piece {
  readonly kind: 'same' | 'added' | 'removed' | 'folded'
  readonly text: string
}

/** What two texts may take, whatever they are: about 100 ms. */
const MAX_EFFORT = 2_500_000
/** What a text may take for each of its UTF-16 units, and what finding a word does, in comparisons. */
const COST_OF_UNIT = 4
const COST_OF_WORD = 2
/** Of two texts that share less than this, the few words that they share say nothing. */
const LEAST_SHARED = 0.2

/**
 * What became of a text, word by word in the lines that changed. What is the same and what was removed
 * make the text before, what is the same and what was added the text after. Bounded: where two texts
 * differ in too many places, larger stretches are shown as changed.
 */
export function wordDiff(before: string, after: string): readonly Piece[] {
  const effort: Effort = { left: MAX_EFFORT }
  return piecesOf(linesOf(before), linesOf(after), effort, (removed, added) =>
    changedLines(removed, added, effort),
  )
}

/** Two lists of words or lines as pieces; `inside` is asked what a place is where both have some. */
function piecesOf(
  before: readonly string[],
  after: readonly string[],
  effort: Effort,
  inside: (removed: string, added: string) => readonly Piece[],
): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { from, to, otherFrom, otherTo } of hunksOf(before, after, effort)) {
    pieces.push({ kind: 'same', text: before.slice(at, from).join('') })
    pieces.push(
      ...inside(before.slice(from, to).join(''), after.slice(otherFrom, otherTo).join('')),
    )
    at = to
  }
  pieces.push({ kind: 'same', text: before.slice(at).join('') })
  return joined(pieces)
}

function changedLines(removed: string, added: string, effort: Effort): readonly Piece[] {
  const longer = Math.max(removed.length, added.length)
  if (removed === '' || added === '') return replaced(removed, added)
  if (COST_OF_UNIT * longer > effort.left) return replaced(removed, added)
  const [before, after] = wordsOf(removed, added)
  effort.left -= COST_OF_WORD * (before.length + after.length)
  const pieces = piecesOf(before, after, effort, replaced)
  const shared = pieces.reduce(
    (sum, { kind, text }) => sum + (kind === 'same' ? text.length : 0),
    0,
  )
  return shared < LEAST_SHARED * longer ? replaced(removed, added) : pieces
}

function replaced(removed: string, added: string): readonly Piece[] {
  return [
    { kind: 'removed', text: removed },
    { kind: 'added', text: added },
  ]
}

/** What is the same, and what was changed behind it. */
interface Step {
  same: string
  removed: string
  added: string
}

const BLANKS = /^[^\S\r\n]+$/

/** Words that were replaced one after the other read as one replacement, with the blanks between them. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const steps: Step[] = []
  for (const step of stepsOf(pieces)) {
    const last = steps.at(-1)
    const isOne =
      isChange(step) && BLANKS.test(step.same) && (isReplacement(last) || isReplacement(step))
    if (isOne && last !== undefined && isChange(last)) {
      last.removed += step.same + step.removed
      last.added += step.same + step.added
    } else steps.push(step)
  }
  return steps.flatMap(({ same, removed, added }) =>
    [{ kind: 'same', text: same } as const, ...replaced(removed, added)].filter(
      ({ text }) => text !== '',
    ),
  )
}

function stepsOf(pieces: readonly Piece[]): readonly Step[] {
  let step: Step = { same: '', removed: '', added: '' }
  const steps = [step]
  for (const { kind, text } of pieces) {
    if (kind === 'same' && text !== '' && isChange(step)) {
      step = { same: '', removed: '', added: '' }
      steps.push(step)
    }
    step[kind === 'folded' ? 'same' : kind] += text
  }
  return steps
}

function isChange({ removed, added }: Step): boolean {
  return removed !== '' || added !== ''
}

function isReplacement(step: Step | undefined): boolean {
  return step !== undefined && step.removed !== '' && step.added !== ''
}

/** UTF-16 units around a change, where its lines are long. */
const MAX_CONTEXT = 500
/** What is shorter takes as much room as the word that it is hidden. */
const LEAST_FOLDED = 100

/**
 * The same with long equal stretches as pieces of their own, to be hidden.
 *
 * @param context lines around a change that stay
 */
export function fold(pieces: readonly Piece[], context: number = 3): readonly Piece[] {
  return pieces.flatMap((piece, index) => {
    if (piece.kind !== 'same') return [piece]
    const { text } = piece
    const lines = linesOf(text)
    // The rest of a line that changed is none of those around it.
    const above = context + (isEnded(pieces[index - 1]?.text ?? '') ? 0 : 1)
    const below = context + (isEnded(text) ? 0 : 1)
    const head = index === 0 ? 0 : lengthOf(lines.slice(0, above))
    const tail = index === pieces.length - 1 ? 0 : lengthOf(lines.slice(-below))
    return folded(text, Math.min(head, MAX_CONTEXT), text.length - Math.min(tail, MAX_CONTEXT))
  })
}

function folded(text: string, from: number, to: number): readonly Piece[] {
  const start = isInside(text, from) ? from + 1 : from
  const end = isInside(text, to) ? to - 1 : to
  if (end - start < LEAST_FOLDED) return [{ kind: 'same', text }]
  const stretches: readonly Piece[] = [
    { kind: 'same', text: text.slice(0, start) },
    { kind: 'folded', text: text.slice(start, end) },
    { kind: 'same', text: text.slice(end) },
  ]
  return stretches.filter((piece) => piece.text !== '')
}

/** Whether a text would be cut in the midst of a pair, or of a line end. */
function isInside(text: string, at: number): boolean {
  return /^(?:[\ud800-\udbff][\udc00-\udfff]|\r\n)$/.test(text.slice(Math.max(at - 1, 0), at + 1))
}

function isEnded(text: string): boolean {
  return /[\r\n]$/.test(text)
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0)
}
