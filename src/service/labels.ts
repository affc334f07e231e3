import { CharacterLabelConflictError, CharacterLabelNotFoundError } from '../errors.ts'
import type { LabelInfo, LabelMove } from '../model/label.ts'
import type { Ledger } from '../storage/ledger.ts'
import type { StoredCharacter } from '../storage/stored-character.ts'
import {
  type CallOptions,
  checkLabel,
  checkLimit,
  checkVersion,
  type NotedOptions,
  type Notes,
  refuse,
} from './arguments.ts'
import { findVersion, headOf } from './history.ts'
import { touched } from './notes.ts'
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
  const move = await moveLabel(core, 'setLabel', spelling, label, version, options)
  const { moved_at, moved_by, note } = move
  return { label, version_number: version, moved_at, moved_by, note }
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
): Promise<LabelMove> {
  checkLabel('label', label)
  const { expected } = options ?? {}
  if (expected != null) checkVersion('expected', expected)
  const done: LabelMove[] = []
  await writeActive(core, operation, spelling, options, async (head, current, { call, notes }) => {
    const from = versionOf(head, label)
    if (expected !== undefined && expected !== from) {
      throw new CharacterLabelConflictError(current.name, label, expected, from)
    }
    if (to === null && from === null) throw new CharacterLabelNotFoundError(current.name, label)
    if (to !== null) await findVersion(core, head, to, call)
    const move = nextMove(core, head, { label, from, to }, notes)
    done[0] = move
    const writeId = core.options.generateId()
    const ledger = { ...afterMove(head, move), ...touched(head, writeId) }
    return { change: { writeId, set: {}, ledger }, supersedes: false }
  })
  const [move] = done
  if (move === undefined) throw new TypeError('a move was acknowledged that nobody decided')
  return move
}

/** Times of moves are all different, so that they tell moves apart. */
function nextMove(
  core: ServiceCore,
  { ledger: { moves } }: StoredCharacter,
  move: Pick<LabelMove, 'label' | 'from' | 'to'>,
  { by: moved_by, note }: Notes,
): LabelMove {
  const now = core.options.timestamp()
  const last = moves[0]?.moved_at
  const isLater = last === undefined || now > last || Number.isNaN(Date.parse(last))
  const moved_at = isLater ? now : new Date(Date.parse(last) + 1).toISOString()
  return { ...move, moved_at, moved_by, note }
}

function afterMove({ ledger }: StoredCharacter, move: LabelMove): Pick<Ledger, 'labels' | 'moves'> {
  const { label, to: version_number, moved_at, moved_by, note } = move
  const others = ledger.labels.filter((one) => one.label !== label)
  const isFull = version_number !== null && others.length >= MAX_LABELS
  if (isFull) refuse('label', `must be one of at most ${MAX_LABELS} labels of a character`)
  const moved = version_number === null ? [] : [{ label, version_number, moved_at, moved_by, note }]
  return {
    labels: [...others, ...moved].sort((a, b) => (a.label < b.label ? -1 : 1)),
    moves: [move, ...ledger.moves].slice(0, MAX_MOVES),
  }
}

/** The version that a label of a head points to. */
export function versionOf({ ledger }: StoredCharacter, label: string): number | null {
  return ledger.labels.find((one) => one.label === label)?.version_number ?? null
}

/** The labels of an active character. */
export async function listLabels(
  core: ServiceCore,
  spelling: string,
  options: CallOptions | undefined,
): Promise<LabelInfo[]> {
  return headOf(core, spelling)(options, ({ ledger }) => [...ledger.labels])
}

/** The latest moves of labels of an active character, newest first. */
export async function listLabelMoves(
  core: ServiceCore,
  spelling: string,
  options: ListLabelMovesOptions = {},
): Promise<LabelMove[]> {
  const withHead = headOf(core, spelling)
  const { limit = DEFAULT_LIMIT, before } = options
  checkLimit(limit)
  const end = before === undefined ? Number.POSITIVE_INFINITY : Date.parse(before)
  if (Number.isNaN(end)) refuse('before', 'must be a time in ISO 8601')
  return withHead(options, ({ ledger: { moves } }) =>
    moves.filter(({ moved_at }) => !(Date.parse(moved_at) >= end)).slice(0, limit),
  )
}
