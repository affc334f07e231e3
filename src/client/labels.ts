import { toCursor } from '../http/cursor.ts'
import type { CharacterResponse } from '../model/character.ts'
import {
  type CallOptions,
  checkLabel,
  checkLimit,
  checkVersion,
  type ListVersionsCallOptions,
} from '../service/arguments.ts'
import type { CharacterChangeInfo } from '../service/changes.ts'
import type { LabelOptions } from '../service/labels.ts'
import type { LabelInfo } from '../storage/ledger.ts'
import { type ClientCore, characterPath } from './client-core.ts'
import { checkWrite } from './guarded-write.ts'
import { collectPages } from './pages.ts'
import { changesReader, labelReader, labelsReader, readNothing } from './shown-character.ts'

const DEFAULT_LIMIT = 100

/** What the versions of a character changed, newest first. */
export async function listChanges<C extends CharacterResponse>(
  core: ClientCore<C>,
  spelling: string,
  options: ListVersionsCallOptions = {},
): Promise<CharacterChangeInfo[]> {
  const { limit = DEFAULT_LIMIT, before } = options
  const path = `${characterPath(spelling)}/changes`
  checkLimit(limit)
  if (before !== undefined) checkVersion('before', before)
  const cursorOf = (version: number): string => toCursor('changes', version)
  return core.perform(options, (call) =>
    collectPages(
      limit,
      before === undefined ? '' : cursorOf(before),
      (n, cursor) => {
        const query = new URLSearchParams({ limit: `${n}`, ...(cursor && { cursor }) })
        return call.read({ path, query }, changesReader)
      },
      (last) => cursorOf(last.version_number),
    ),
  )
}

/** The labels of a character. */
export async function listLabels<C extends CharacterResponse>(
  core: ClientCore<C>,
  spelling: string,
  options: CallOptions | undefined,
): Promise<LabelInfo[]> {
  const path = `${characterPath(spelling)}/labels`
  return core.perform(options, (call) => call.read({ path }, labelsReader))
}

/** Lets a label point to a version. */
export async function setLabel<C extends CharacterResponse>(
  core: ClientCore<C>,
  spelling: string,
  label: string,
  version: number,
  options: LabelOptions = {},
): Promise<LabelInfo> {
  checkVersion('version_number', version)
  const path = labelPath(spelling, label, options)
  const { expected } = options
  const body = JSON.stringify({ version_number: version, expected })
  const query = noteOf(options)
  return core.perform(options, (call) =>
    call.write({ method: 'PUT', path, query, body }, labelReader),
  )
}

/** Takes a label away. */
export async function removeLabel<C extends CharacterResponse>(
  core: ClientCore<C>,
  spelling: string,
  label: string,
  options: LabelOptions = {},
): Promise<void> {
  const path = labelPath(spelling, label, options)
  const { expected } = options
  const body = expected === undefined ? null : JSON.stringify({ expected })
  const query = noteOf(options)
  return core.perform(options, (call) =>
    call.write({ method: 'DELETE', path, query, body }, readNothing),
  )
}

function labelPath(spelling: string, label: string, options: LabelOptions): string {
  checkWrite(options)
  checkLabel('label', label)
  if (options.expected != null) checkVersion('expected', options.expected)
  return `${characterPath(spelling)}/labels/${label}`
}

function noteOf({ note }: LabelOptions): URLSearchParams | undefined {
  return note === undefined ? undefined : new URLSearchParams({ note })
}
