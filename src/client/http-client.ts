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
import { LabelsOverHttp } from './labels-over-http.ts'
import { changesReader, readNothing } from './shown-character.ts'

const DEFAULT_VERSIONS = 100

/** A client whose options are checked. */
export class HttpClient<
    Attributes extends object,
    Defaulted extends keyof Attributes,
    Shown extends CharacterResponse,
  >
  extends LabelsOverHttp<Attributes, Defaulted, Shown>
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

  async listVersions(name: string, options: ListVersionsCallOptions = {}): Promise<Shown[]> {
    const { limit = DEFAULT_VERSIONS, before } = options
    const path = versionsPath(name)
    checkLimit(limit)
    if (before !== undefined) checkVersion('before', before)
    const cursor = (version: number): string => toCursor('versions', version)
    const start = before === undefined ? '' : cursor(before)
    const { page } = this.#core
    return this.#core.list(path, options, page, limit, start, (last) => cursor(last.version_number))
  }

  async getVersion(name: string, version: number, options?: CallOptions): Promise<Shown> {
    const path = versionsPath(name)
    checkVersion('version_number', version)
    const { one } = this.#core
    return this.#core.perform(options, (call) => call.readCharacter(`${path}/${version}`, one))
  }

  async listChanges(
    name: string,
    options: ListVersionsCallOptions = {},
  ): Promise<CharacterChangeInfo[]> {
    const { limit = DEFAULT_VERSIONS, before } = options
    const path = `${characterPath(name)}/changes`
    checkLimit(limit)
    if (before !== undefined) checkVersion('before', before)
    const cursor = (version: number): string => toCursor('changes', version)
    const start = before === undefined ? '' : cursor(before)
    const next = (last: CharacterChangeInfo): string => cursor(last.version_number)
    return this.#core.list(path, options, changesReader, limit, start, next)
  }

  async diffVersions(
    name: string,
    from: number,
    to: number,
    options?: CallOptions,
  ): Promise<VersionChange[]> {
    const path = versionsPath(name)
    checkVersion('from', from)
    checkVersion('to', to)
    const { one } = this.#core
    return this.#core.perform(options, async (call) => {
      const before = await call.readCharacter(`${path}/${from}`, one)
      return diffCharacters(before, await call.readCharacter(`${path}/${to}`, one))
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
}

function versionsPath(name: string): string {
  return `${characterPath(name)}/versions`
}
