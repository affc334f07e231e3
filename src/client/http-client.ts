import { toCursor } from '../http/cursor.ts'
import type { CharacterResponse } from '../model/character.ts'
import type { CharacterModel } from '../model/character-model.ts'
import { canonicalName } from '../model/name.ts'
import {
  type CallOptions,
  checkLimit,
  checkTimeout,
  checkVersion,
  type ListVersionsCallOptions,
} from '../service/arguments.ts'
import type { CharacterChangeInfo } from '../service/changes.ts'
import type { CharacterMethods } from '../service/character-operations.ts'
import { diffCharacters, type VersionChange } from '../service/diff.ts'
import type { PingOptions } from '../service/ping.ts'
import type { ServiceStats } from '../service/service-stats.ts'
import { toVersionInfo, type VersionInfo } from '../service/version-info.ts'
import { ClientCore, characterPath } from './client-core.ts'
import type { ResolvedClientOptions } from './client-options.ts'
import { listOf, type Reader, readChange, readNothing } from './shown-character.ts'
import { WritesOverHttp } from './writes-over-http.ts'

const DEFAULT_VERSIONS = 100

/** A client whose options are checked. */
export class HttpClient<
    Attributes extends object,
    Defaulted extends keyof Attributes,
    Shown extends CharacterResponse,
  >
  extends WritesOverHttp<Attributes, Defaulted, Shown>
  implements CharacterMethods<Attributes, Defaulted, Shown>
{
  readonly model: CharacterModel<Attributes, Defaulted, keyof Attributes> | undefined
  readonly #core: ClientCore<Shown>

  constructor(
    options: ResolvedClientOptions,
    model: CharacterModel<Attributes, Defaulted, keyof Attributes> | undefined,
  ) {
    const core = new ClientCore<Shown>(options, model)
    super(core)
    this.model = model
    this.#core = core
  }

  async getVersionInfo(name: string, options?: CallOptions): Promise<VersionInfo> {
    return toVersionInfo(await this.getCharacter(name, options))
  }

  async listVersions(name: string, options?: ListVersionsCallOptions): Promise<Shown[]> {
    return this.#history(name, 'versions', this.#core.page, options)
  }

  async getVersion(name: string, version: number, options?: CallOptions): Promise<Shown> {
    const path = versionPath(name)
    checkVersion('version_number', version)
    return this.#core.character(options, path + version)
  }

  async listChanges(
    name: string,
    options?: ListVersionsCallOptions,
  ): Promise<CharacterChangeInfo[]> {
    return this.#history(name, 'changes', listOf(readChange), options)
  }

  async diffVersions(
    name: string,
    from: number,
    to: number,
    options?: CallOptions,
  ): Promise<VersionChange[]> {
    const path = versionPath(name)
    checkVersion('from', from)
    checkVersion('to', to)
    const { one } = this.#core
    return this.#core.perform(options, async (call) => {
      const before = await call.readCharacter(path + from, one)
      return diffCharacters(before, await call.readCharacter(path + to, one))
    })
  }

  invalidateCharacter(name: string): void {
    this.#core.kept.forget(canonicalName(name))
  }

  clearCache(): void {
    this.#core.kept.clear()
  }

  async ping(options: PingOptions = {}): Promise<void> {
    const timeoutMs = checkTimeout(options.timeoutMs, this.#core.options.timeoutMs)
    // A question that is asked again and again tells no longer how things are.
    const once = { ...this.#core.options, retries: 0, timeoutMs }
    const ask = { path: '/-/health' }
    await this.#core.perform(options, (call) => call.read(ask, readNothing), once)
  }

  stats(): ServiceStats {
    return this.#core.kept.stats
  }

  async close(): Promise<void> {}

  /** Lists what there is of each version, the newest first. */
  #history<Item extends { readonly version_number: number }>(
    name: string,
    kind: 'versions' | 'changes',
    reader: Reader<Item[]>,
    options: ListVersionsCallOptions = {},
  ): Promise<Item[]> {
    const { limit = DEFAULT_VERSIONS, before } = options
    const path = `${characterPath(name)}/${kind}`
    checkLimit(limit)
    if (before !== undefined) checkVersion('before', before)
    return this.#core.list(options, limit, {
      path,
      reader,
      start: before === undefined ? '' : toCursor(kind, before),
      next: ({ version_number }) => toCursor(kind, version_number),
    })
  }
}

function versionPath(name: string): string {
  return `${characterPath(name)}/versions/`
}
