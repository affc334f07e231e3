import { toCursor } from '../http/cursor.ts'
import type { Character, CharacterResponse } from '../model/character.ts'
import type { CharacterModel, CreateInput, UpdateInput } from '../model/character-model.ts'
import { canonicalName } from '../model/name.ts'
import {
  type CallOptions,
  checkLimit,
  checkText,
  checkTimeout,
  checkVersion,
  type FindOptions,
  type ListCharactersOptions,
  type ListDeletedCharactersOptions,
  type ListVersionsCallOptions,
} from '../service/arguments.ts'
import type { CharacterChangeInfo } from '../service/changes.ts'
import type { CharacterMethods } from '../service/character-operations.ts'
import type { RestoreOptions } from '../service/deleted.ts'
import { diffCharacters, type VersionChange } from '../service/diff.ts'
import { iterateCharacters } from '../service/iterate-characters.ts'
import type { LabelOptions } from '../service/labels.ts'
import type { PingOptions } from '../service/ping.ts'
import type { Deletion } from '../service/reads.ts'
import type { ServiceStats } from '../service/service-stats.ts'
import { toVersionInfo, type VersionInfo } from '../service/version-info.ts'
import type { WriteOptions } from '../service/writes.ts'
import type { LabelInfo, LabelMove } from '../storage/ledger.ts'
import { ClientCore, characterPath } from './client-core.ts'
import type { ResolvedClientOptions } from './client-options.ts'
import { countCharacters, getCharacters, listCharacters, readOrNull } from './finding.ts'
import { listChanges, listLabels, removeLabel, setLabel } from './labels.ts'
import { collectPages } from './pages.ts'
import { readNothing } from './shown-character.ts'
import {
  createCharacter,
  deleteCharacter,
  editCharacter,
  purgeCharacter,
  restoreCharacter,
  rollbackCharacter,
  updateCharacter,
} from './writing.ts'

const DEFAULT_VERSIONS = 100

/** A client whose options are checked. */
export class HttpClient<
  Attributes extends object,
  Defaulted extends keyof Attributes,
  Shown extends CharacterResponse,
> implements CharacterMethods<Attributes, Defaulted, Shown>
{
  readonly model: CharacterModel<Attributes, Defaulted, keyof Attributes> | undefined
  readonly #core: ClientCore<Shown>

  constructor(
    options: ResolvedClientOptions,
    model: CharacterModel<Attributes, Defaulted, keyof Attributes> | undefined,
  ) {
    this.model = model
    this.#core = new ClientCore(options, model)
  }

  async getCharacter(name: string, options?: CallOptions): Promise<Shown> {
    const path = characterPath(name)
    return this.#core.perform(options, (call) => call.readCharacter(path, this.#core.one))
  }

  async findCharacter(name: string, options?: CallOptions): Promise<Shown | null> {
    const path = characterPath(name)
    return this.#core.perform(options, (call) => readOrNull(this.#core, call, path))
  }

  getCharacters(names: readonly string[], options?: CallOptions): Promise<(Shown | null)[]> {
    return getCharacters(this.#core, names, options)
  }

  listCharacters(options?: ListCharactersOptions<Character & Attributes>): Promise<Shown[]> {
    return listCharacters(this.#core, options as ListCharactersOptions)
  }

  iterateCharacters(options?: ListCharactersOptions<Character & Attributes>): AsyncIterable<Shown> {
    return iterateCharacters((page) => this.listCharacters(page), options)
  }

  countCharacters(options?: FindOptions<Character & Attributes>): Promise<number> {
    return countCharacters(this.#core, options as FindOptions)
  }

  createCharacter(
    input: CreateInput<Attributes, Defaulted>,
    options?: CallOptions,
  ): Promise<Shown> {
    return createCharacter(this.#core, input, options)
  }

  updateCharacter(
    name: string,
    patch: UpdateInput<Attributes>,
    options?: WriteOptions<Shown>,
  ): Promise<Shown> {
    return updateCharacter(this.#core, name, patch, options)
  }

  editCharacter(
    name: string,
    edit: (current: Shown) => UpdateInput<Attributes> | Promise<UpdateInput<Attributes>>,
    options?: WriteOptions<Shown>,
  ): Promise<Shown> {
    return editCharacter(this.#core, name, edit, options)
  }

  deleteCharacter(name: string, options?: WriteOptions<Shown>): Promise<Shown> {
    return deleteCharacter(this.#core, name, options)
  }

  async listDeletedCharacters(
    options: ListDeletedCharactersOptions = {},
  ): Promise<(Shown & Deletion)[]> {
    const { limit, after = '' } = options
    checkLimit(limit)
    checkText('after', after)
    const cursor = (id: string) => id && toCursor('deleted', id)
    const list = await this.#list('/-/deleted', options, limit, cursor(after), ({ id }) =>
      cursor(id),
    )
    const untold: Deletion = { deleted_at: null, deleted_by: null }
    return list.map((one) => Object.freeze({ ...untold, ...one }))
  }

  restoreCharacter(id: string, options?: RestoreOptions): Promise<Shown> {
    return restoreCharacter(this.#core, id, options)
  }

  purgeCharacter(id: string, options?: CallOptions): Promise<void> {
    return purgeCharacter(this.#core, id, options)
  }

  async getSystemPrompt(name: string, options?: CallOptions): Promise<string> {
    if (this.#core.options.view === 'full') {
      return ((await this.getCharacter(name, options)) as Shown & Character).system_prompt
    }
    throw new TypeError(
      "getSystemPrompt: a mount shows it in the full view: make the client with view: 'full'",
    )
  }

  async getVersionInfo(name: string, options?: CallOptions): Promise<VersionInfo> {
    return toVersionInfo(await this.getCharacter(name, options))
  }

  async listVersions(name: string, options: ListVersionsCallOptions = {}): Promise<Shown[]> {
    const { limit = DEFAULT_VERSIONS, before } = options
    const path = `${characterPath(name)}/versions`
    checkLimit(limit)
    if (before !== undefined) checkVersion('before', before)
    const cursor = (version: number) => toCursor('versions', version)
    const start = before === undefined ? '' : cursor(before)
    return this.#list(path, options, limit, start, (last) => cursor(last.version_number))
  }

  async getVersion(name: string, version: number, options?: CallOptions): Promise<Shown> {
    const path = characterPath(name)
    checkVersion('version_number', version)
    return this.#core.perform(options, (call) =>
      call.readCharacter(`${path}/versions/${version}`, this.#core.one),
    )
  }

  rollbackCharacter(name: string, version: number, options?: WriteOptions<Shown>): Promise<Shown> {
    return rollbackCharacter(this.#core, name, version, options)
  }

  listChanges(name: string, options?: ListVersionsCallOptions): Promise<CharacterChangeInfo[]> {
    return listChanges(this.#core, name, options)
  }

  setLabel(
    name: string,
    label: string,
    version: number,
    options?: LabelOptions,
  ): Promise<LabelInfo> {
    return setLabel(this.#core, name, label, version, options)
  }

  removeLabel(name: string, label: string, options?: LabelOptions): Promise<void> {
    return removeLabel(this.#core, name, label, options)
  }

  listLabels(name: string, options?: CallOptions): Promise<LabelInfo[]> {
    return listLabels(this.#core, name, options)
  }

  async listLabelMoves(): Promise<LabelMove[]> {
    throw new TypeError('listLabelMoves: a mount does not show the moves of labels')
  }

  async diffVersions(
    name: string,
    from: number,
    to: number,
    options?: CallOptions,
  ): Promise<VersionChange[]> {
    const path = `${characterPath(name)}/versions`
    checkVersion('from', from)
    checkVersion('to', to)
    return this.#core.perform(options, async (call) => {
      const before = await call.readCharacter(`${path}/${from}`, this.#core.one)
      const after = await call.readCharacter(`${path}/${to}`, this.#core.one)
      return diffCharacters(before, after)
    })
  }

  invalidateCharacter(name: string): void {
    this.#core.kept.forget(canonicalName(name))
  }

  clearCache(): void {
    this.#core.kept.clear()
  }

  async ping(options: PingOptions = {}): Promise<void> {
    const { options: own } = this.#core
    const timeoutMs = checkTimeout(options.timeoutMs, own.timeoutMs)
    // A question that is asked again and again tells no longer how things are.
    const once = { ...own, retries: 0, timeoutMs }
    await this.#core.perform(options, (call) => call.read({ path: '/-/health' }, readNothing), once)
  }

  stats(): ServiceStats {
    return this.#core.kept.stats
  }

  async close(): Promise<void> {}

  /** A list whose pages begin at a cursor; empty for the first. */
  #list(
    path: string,
    options: CallOptions,
    limit: number | undefined,
    start: string,
    next: (last: Shown) => string,
  ): Promise<Shown[]> {
    return this.#core.perform(options, (call) =>
      collectPages(
        limit,
        start,
        (n, cursor) => {
          const query = new URLSearchParams({ limit: `${n}`, ...(cursor && { cursor }) })
          return call.read({ path, query }, this.#core.page)
        },
        next,
      ),
    )
  }
}
