import type { InvalidationBus } from '../../src/invalidation/invalidation-bus.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import type { CharacterStorage } from '../../src/storage/character-storage.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import type { Random } from './random.ts'

/** Five tenants, two of which differ in case alone, and the characters of none. */
export const TENANTS: readonly (string | null)[] = ['acme', 'Acme', 'a', 'deleted', '0.x_y-z', null]
const NAMES = ['luna', 'nova', 'zoe', 'deleted', 'tenants', 'acme', '-a']
const SPELLINGS = [...NAMES, 'LUNA', ' Nova ', 'acme/luna', 'tenants/acme/luna', 'deleted/luna']
const SORTS = ['name', '-name', 'display_name', '-created_at', 'updated_at', '-updated_at'] as const

/** One tenant as everybody else does not see it, and the model of it: a service that is alone. */
interface Side {
  readonly tenant: string | null
  readonly shared: CharacterService
  readonly alone: CharacterService
  /** Ids of the shared service, and those of the model that stand for them. */
  readonly ids: Map<string, string>
}

/** Several tenants over one storage, each beside a service of its own that does the same. */
export class TenantWorld {
  readonly #sides: readonly Side[]
  readonly #random: Random
  #now = Date.parse('2026-01-01')
  #count = 0

  constructor(random: Random, storage: CharacterStorage, bus?: InvalidationBus) {
    this.#random = random
    const options = { now: () => this.#now, invalidation: bus }
    const root = new CharacterService({ ...options, storage, generateId: this.#ids('5') })
    this.#sides = TENANTS.map((tenant) => ({
      tenant,
      shared: tenant === null ? root : root.forTenant(tenant),
      alone: new CharacterService({
        ...options,
        invalidation: undefined,
        storage: memoryStorage(),
        generateId: this.#ids('7'),
      }),
      ids: new Map(),
    }))
  }

  /** Does one thing on both sides, and tells how they differ: `null` when they do not. */
  async step(): Promise<string | null> {
    this.#now += 1 + this.#random.below(5)
    const side = this.#random.pick(this.#sides)
    const act = this.#pickAct()
    const [got, wanted] = [
      await outcome(act(side.shared, side, 'shared')),
      await outcome(act(side.alone, side, 'alone')),
    ]
    this.#learn(side, got, wanted)
    const shown = JSON.stringify(got)
    if (shown.includes('tenants/acme/') || this.#isForeign(side, shown)) {
      return `${side.tenant} was shown another's: ${shown}`
    }
    const [a, b] = [withIds(shown, side.ids), JSON.stringify(wanted)]
    return a === b ? null : `${side.tenant}: ${a}\n instead of ${b}`
  }

  /** What is shown at the end, of every tenant. */
  async compare(): Promise<string | null> {
    for (const side of this.#sides) {
      const [got, wanted] = await Promise.all([
        side.shared.listCharacters(),
        side.alone.listCharacters(),
      ])
      const [a, b] = [withIds(JSON.stringify(got), side.ids), JSON.stringify(wanted)]
      if (a !== b) return `${side.tenant}: ${a}\n instead of ${b}`
    }
    return null
  }

  #pickAct(): Act {
    const random = this.#random
    const name = random.pick(SPELLINGS)
    const other = random.pick(NAMES)
    const n = ++this.#count
    const mark = (side: Side): string => `mark of ${TENANTS.indexOf(side.tenant)} ${n}`
    const version = 1 + random.below(4)
    const limit = 1 + random.below(4)
    const ofOther = random.next() < 0.3
    const pick = random.below(50)
    const anyId = (side: Side, kind: 'shared' | 'alone'): string => {
      // An id of another tenant is as good as one that nobody has.
      const owner = ofOther ? this.#sides[pick % this.#sides.length] : side
      const ids = [...(owner?.ids.entries() ?? [])]
      const pair = ids[pick % Math.max(1, ids.length)]
      if (pair === undefined) return 'f'.repeat(24)
      return kind === 'shared' ? pair[0] : owner === side ? pair[1] : 'f'.repeat(24)
    }
    const sort = random.pick(SORTS)
    const acts: readonly Act[] = [
      (s, side) => s.createCharacter({ ...sample(other), display_name: mark(side) }),
      (s, side) => s.createCharacter({ ...sample(name), display_name: mark(side) }),
      (s, side) => s.updateCharacter(name, { display_name: mark(side) }),
      (s) => s.updateCharacter(name, { name: other }),
      (s, side) => s.editCharacter(name, (c) => ({ personality: `${c.name} ${mark(side)}` })),
      (s) => s.deleteCharacter(name),
      (s, side, kind) => s.restoreCharacter(anyId(side, kind)).catch(withoutId),
      (s, side, kind) => s.restoreCharacter(anyId(side, kind), { name: other }).catch(withoutId),
      (s, side, kind) => s.purgeCharacter(anyId(side, kind)).catch(withoutId),
      (s) => s.getCharacter(name),
      (s) => s.findCharacter(other),
      (s) => s.getCharacters([other, 'luna', 'nova']),
      (s) => s.listCharacters({ sort, limit }),
      (s) => s.listCharacters({ after: other, limit }),
      (s) => s.listCharacters({ text: 'mark', where: { name: { in: [other, 'zoe'] } } }),
      (s) => s.listCharacters({ where: { name: { gte: other } }, sort: '-name' }),
      (s) => s.countCharacters({ where: { version_number: { gte: version } } }),
      (s) => s.countCharacters({ text: 'mark', where: { name: { not: other } } }),
      (s) => pagesOf(s, sort, limit),
      (s) => s.listDeletedCharacters({ limit }),
      (s) => s.listVersions(other, { limit }),
      (s) => s.getVersion(name, version),
      (s) => s.rollbackCharacter(other, version),
      (s) => s.diffVersions(other, 1, version),
      async (s) => s.clearCache(),
    ]
    return random.pick(acts)
  }

  #learn({ ids }: Side, got: unknown, wanted: unknown): void {
    const [a, b] = [idOf(got), idOf(wanted)]
    if (a !== undefined && b !== undefined && !ids.has(a)) ids.set(a, b)
  }

  #isForeign(side: Side, shown: string): boolean {
    const own = TENANTS.indexOf(side.tenant)
    return TENANTS.some((_, index) => index !== own && shown.includes(`mark of ${index} `))
  }

  #ids(first: string): () => string {
    let n = 0
    return () => first + (++n).toString(16).padStart(23, '0')
  }
}

type Act = (service: CharacterService, side: Side, kind: 'shared' | 'alone') => Promise<unknown>

function sample(name: string) {
  return {
    name,
    display_name: name,
    personality: 'calm',
    system_prompt: 'You are.',
    traits: ['kind'],
  }
}

/** All pages in an order, as one list. */
async function pagesOf(
  service: CharacterService,
  sort: (typeof SORTS)[number],
  limit: number,
): Promise<unknown> {
  const all: unknown[] = []
  let after: Awaited<ReturnType<typeof service.getCharacter>> | undefined
  do {
    const page = await service.listCharacters({ sort, limit, after })
    all.push(...page)
    after = page.length === limit ? page.at(-1) : undefined
  } while (after !== undefined)
  return all
}

async function outcome(work: Promise<unknown>): Promise<unknown> {
  try {
    return (await work) ?? null
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string }
    return { code, message }
  }
}

/** Messages tell the id that was asked for. */
function withoutId(error: unknown): never {
  const { code, message } = error as { readonly code: string; readonly message: string }
  throw Object.assign(new Error(message.replace(/[0-9a-f]{24}/g, 'id')), { code })
}

function idOf(value: unknown): string | undefined {
  return (value as { readonly id?: string } | null)?.id
}

function withIds(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replace(/"([0-9a-f]{24})"/g, (whole, id: string) => `"${ids.get(id) ?? whole}"`)
}
