import { CharacterLabelConflictError, CharacterLabelNotFoundError } from '../errors.ts'
import type { Character } from '../model/character.ts'
import type { LabelInfo, LabelMove } from '../model/label.ts'
import type { Ledger } from '../storage/ledger.ts'
import {
  type CallOptions,
  checkLabel,
  checkLimit,
  checkVersion,
  type NotedOptions,
  refuse,
} from './arguments.ts'
import { findVersion, withHead } from './history.ts'
import { findLabel, labelOn } from './labelled-heads.ts'
import type { ServiceCore } from './service-core.ts'
import { writeActive } from './writes.ts'

/**
 * Options of a move of a label.
 *
 * @category Labels
 */
export interface LabelOptions extends NotedOptions {
  /**
   * The version that the label must point to now; `null` for none.
   *
   * @default any
   */
  readonly expected?: number | null | undefined
}

/**
 * A page of moves.
 *
 * @category Labels
 */
export interface ListLabelMovesOptions extends CallOptions {
  /**
   * At most so many, 1 to 1,000. The latest 100 are kept.
   *
   * @default 100
   */
  readonly limit?: number | undefined
  /** Only moves before this moment: the `moved_at` of the last one on the page before. */
  readonly before?: string | undefined
}

const MAX_LABELS = 20
const MAX_MOVES = 100
const DEFAULT_LIMIT = 100

/** Lets a label point to a version. */
export async function setLabel(
  core: ServiceCore,
  spelling: string,
  label: string,
  version: number,
  options: LabelOptions | undefined,
): Promise<LabelInfo> {
  checkVersion('version_number', version)
  const moved = await moveLabel(core, 'setLabel', spelling, label, version, options)
  // It was put there just now.
  return labelOn(moved, label) as LabelInfo
}

/** Takes a label away. */
export async function removeLabel(
  core: ServiceCore,
  spelling: string,
  label: string,
  options: LabelOptions | undefined,
): Promise<void> {
  await moveLabel(core, 'removeLabel', spelling, label, null, options)
}

async function moveLabel(
  core: ServiceCore,
  operation: 'setLabel' | 'removeLabel',
  spelling: string,
  label: string,
  to: number | null,
  options: LabelOptions | undefined,
): Promise<Character> {
  checkLabel('label', label)
  const { expected } = options ?? {}
  if (expected != null) checkVersion('expected', expected)
  return writeActive(core, operation, spelling, options, async (head, { name }, scope) => {
    const from = findLabel(head.ledger.labels, label)?.version_number ?? null
    if (expected !== undefined && expected !== from) {
      throw new CharacterLabelConflictError(name, label, expected, from)
    }
    if (to !== null) await findVersion(core, head, to, scope.call)
    else if (from === null) throw new CharacterLabelNotFoundError(name, label)
    const { by: moved_by, note } = scope.notes
    const moved_at = timeOfMove(core, head.ledger)
    return {
      set: {},
      ledger: afterMove(head.ledger, { label, from, to, moved_at, moved_by, note }),
    }
  })
}

/** Times of moves are all different, so that they tell moves apart. */
function timeOfMove(core: ServiceCore, { moves }: Ledger): string {
  const now = core.timestamp()
  const last = Date.parse(moves[0]?.moved_at ?? '')
  return last >= Date.parse(now) ? new Date(last + 1).toISOString() : now
}

function afterMove(ledger: Ledger, move: LabelMove): Pick<Ledger, 'labels' | 'moves'> {
  const { label, from: _from, to: version_number, ...info } = move
  const labels = ledger.labels.filter((one) => one.label !== label)
  if (version_number !== null) {
    if (labels.length >= MAX_LABELS) {
      refuse('label', `must be one of at most ${MAX_LABELS} labels of a character`)
    }
    labels.push({ label, version_number, ...info })
  }
  return {
    labels: labels.sort((a, b) => (a.label < b.label ? -1 : 1)),
    moves: [move, ...ledger.moves].slice(0, MAX_MOVES),
  }
}

/** The labels of an active character. */
export async function listLabels(
  core: ServiceCore,
  spelling: string,
  options: CallOptions | undefined,
): Promise<LabelInfo[]> {
  return withHead(core, spelling, options, ({ ledger }) => [...ledger.labels])
}

/** The latest moves of labels of an active character, newest first. */
export async function listLabelMoves(
  core: ServiceCore,
  spelling: string,
  options: ListLabelMovesOptions = {},
): Promise<LabelMove[]> {
  const { limit = DEFAULT_LIMIT, before } = options
  checkLimit(limit)
  const end = Date.parse(before ?? '')
  if (before !== undefined && Number.isNaN(end)) refuse('before', 'must be a time in ISO 8601')
  return withHead(core, spelling, options, ({ ledger: { moves } }) =>
    moves.filter(({ moved_at }) => !(Date.parse(moved_at) >= end)).slice(0, limit),
  )
}
