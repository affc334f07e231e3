import { toCursor } from '../http/cursor.ts'
import type { CharacterResponse } from '../model/character.ts'
import { checkLimit, checkVersion, type ListVersionsCallOptions } from '../service/arguments.ts'
import { diffCharacters } from '../service/diff.ts'
import { toVersionInfo } from '../service/version-info.ts'
import type { VersionOperations } from '../service/version-operations.ts'
import type { Call, Perform } from './call.ts'
import { characterPath } from './character-path.ts'
import { collectPages } from './pages.ts'
import { readCharacter } from './read-character.ts'
import { type Reader, readChange } from './shown-character.ts'

const DEFAULT_VERSIONS = 100

/** History, over HTTP. */
export function versionsOverHttp<Attributes extends object, Shown extends CharacterResponse>(
  perform: Perform<Shown>,
): Omit<VersionOperations<Attributes, Shown>, 'rollbackCharacter'> {
  return {
    getVersionInfo: (name, options) =>
      perform(options, async (call) =>
        toVersionInfo(await readCharacter(call, characterPath(name))),
      ),
    listVersions: (name, options) =>
      perform(options, (call) => listHistory(call, name, 'versions', call.one, options)),
    listChanges: (name, options) =>
      perform(options, (call) => listHistory(call, name, 'changes', readChange, options)),
    getVersion: (name, version, options) =>
      perform(options, (call) => readCharacter(call, versionPath(name, 'version_number', version))),
    diffVersions: (name, from, to, options) =>
      perform(options, async (call) => {
        const before = versionPath(name, 'from', from)
        const after = versionPath(name, 'to', to)
        return diffCharacters(await readCharacter(call, before), await readCharacter(call, after))
      }),
  }
}

/** Lists what there is of each version, the newest first. */
function listHistory<Item extends { readonly version_number: number }>(
  call: Call,
  name: string,
  kind: 'versions' | 'changes',
  reader: Reader<Item>,
  { limit = DEFAULT_VERSIONS, before }: ListVersionsCallOptions = {},
): Promise<Item[]> {
  const path = `${characterPath(name)}/${kind}`
  checkLimit(limit)
  if (before !== undefined) checkVersion('before', before)
  return collectPages(call, {
    path,
    limit,
    reader,
    start: before === undefined ? '' : toCursor(kind, before),
    next: ({ version_number }) => toCursor(kind, version_number),
  })
}

function versionPath(name: string, field: string, version: number): string {
  const path = characterPath(name)
  checkVersion(field, version)
  return `${path}/versions/${version}`
}
