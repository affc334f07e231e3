import { expect, test } from 'vitest'
import { isCharacterError } from '../../../src/errors.ts'
import { CharacterService } from '../../../src/service/character-service.ts'
import { memoryStorage } from '../../../src/storage/memory/storage.ts'
import { localInvalidation } from '../../../src/testing.ts'
import { luna } from '../../support/characters.ts'
import { type Random, randomOf, seededRandom } from '../../support/random.ts'
import { randomScheduler, type Scheduler, scheduledStorage } from '../../support/scheduler.ts'
import { figure, sized } from '../../support/sizes.ts'

const NAMES = ['anna', 'bella']
const LABEL = 'live'

interface Tally {
  reads: number
  shown: number
  stale: number
  wrong: number
  pruned: number
}

/** What a reader was shown, and the latest move that was acknowledged before it asked. */
interface Sight {
  readonly since: string
  readonly version: number | null
}

/** One character whose label is moved while it is written, pruned, renamed, deleted, restored and read. */
class LabelWorld {
  readonly #tally: Tally
  readonly #random: Random
  readonly #scheduler: Scheduler
  readonly #services: readonly CharacterService[]
  /** Without renames and deletions, a label that is not there must have been taken away. */
  readonly #staysPut: boolean
  /** With one, what the other service shows is as fresh once all is quiet. */
  readonly #hasBus: boolean
  readonly #contents = new Map<number, string>([[1, 'content 0']])
  readonly #sights: Sight[] = []
  #acknowledged = ''
  #count = 0

  constructor(random: Random, tally: Tally) {
    this.#tally = tally
    this.#random = random
    this.#scheduler = randomScheduler(random)
    this.#staysPut = random.below(2) === 0
    const storage = scheduledStorage(memoryStorage({ keepVersions: 2 }), this.#scheduler)
    const tenant = random.below(2) === 0 ? null : 'acme'
    const invalidation = random.below(2) === 0 ? undefined : localInvalidation()
    this.#hasBus = invalidation !== undefined
    this.#services = [1, 2].map(() => {
      const service = new CharacterService({ storage, invalidation, timeoutMs: 60_000 })
      return tenant === null ? service : service.forTenant(tenant)
    })
  }

  get #service(): CharacterService {
    return this.#services[0] as CharacterService
  }

  async run(): Promise<void> {
    await this.#settled([
      this.#service.createCharacter(luna({ name: 'anna', personality: 'content 0' })),
    ])
    await this.#settled([this.#update(this.#service), this.#move(this.#service)])
    const work = Array.from({ length: 22 }, () => this.#pick())
    await this.#settled(work)
    await this.#check()
  }

  async #pick(): Promise<void> {
    await this.#scheduler.point()
    const service = this.#random.pick(this.#services)
    switch (this.#random.below(12)) {
      case 0:
      case 1:
        return this.#update(service)
      case 2:
      case 3:
        return this.#move(this.#service)
      case 4:
        return this.#move(service)
      case 5:
        return this.#staysPut ? this.#update(service) : this.#rename(service)
      case 6:
        return this.#staysPut ? this.#move(service) : this.#bury(service)
      default:
        return this.#read()
    }
  }

  async #update(service: CharacterService): Promise<void> {
    const personality = `content ${++this.#count}`
    await this.#attempt(async () => {
      const { version_number } = await service.updateCharacter(this.#name(), { personality })
      this.#contents.set(version_number, personality)
    })
  }

  async #move(service: CharacterService): Promise<void> {
    await this.#attempt(async () => {
      if (this.#random.below(5) === 0) {
        await service.removeLabel(this.#name(), LABEL)
        return
      }
      const version = 1 + this.#random.below(4)
      const { moved_at } = await service.setLabel(this.#name(), LABEL, version)
      const isNewer = service === this.#service && moved_at > this.#acknowledged
      if (isNewer) this.#acknowledged = moved_at
    })
  }

  async #rename(service: CharacterService): Promise<void> {
    await this.#attempt(async () => {
      const { version_number, personality } = await service.updateCharacter(this.#name(), {
        name: this.#name(),
      })
      this.#contents.set(version_number, personality)
    })
  }

  async #bury(service: CharacterService): Promise<void> {
    await this.#attempt(async () => {
      const { id } = await service.deleteCharacter(this.#name())
      await service.restoreCharacter(id)
    })
  }

  async #read(): Promise<void> {
    const since = this.#acknowledged
    const name = this.#name()
    const found = await this.#show(name)
    this.#tally.reads++
    if (found === null) {
      if (this.#staysPut && name === 'anna') this.#sights.push({ since, version: null })
      return
    }
    this.#tally.shown++
    const { version_number: version, personality } = found
    const content = this.#contents.get(version)
    if (content !== undefined && content !== personality) this.#tally.wrong++
    this.#sights.push({ since, version })
  }

  async #show(name: string) {
    if (this.#random.below(4) > 0) return this.#service.findCharacter(name, { label: LABEL })
    if (this.#random.below(2) === 0) {
      const [one] = await this.#service.getCharacters([name], { label: LABEL })
      return one ?? null
    }
    const page = await this.#service.listCharacters({ label: LABEL })
    return page.find((one) => one.name === name) ?? null
  }

  #name(): string {
    return this.#staysPut ? 'anna' : this.#random.pick(NAMES)
  }

  /** Holds every sight against the moves that were made: one of those after it was acknowledged. */
  async #check(): Promise<void> {
    const [head] = await this.#settled([this.#service.listCharacters()])
    const name = head?.[0]?.name ?? 'anna'
    const [moves = [], labels = []] = await this.#settled([
      this.#service.listLabelMoves(name),
      this.#service.listLabels(name),
    ] as const)
    for (const { since, version } of this.#sights) {
      const later = moves.filter(({ moved_at }) => moved_at >= since).map(({ to }) => to)
      if (since === '') later.push(null)
      if (!later.includes(version)) this.#tally.stale++
    }
    if (this.#hasBus) {
      const shown = await this.#settled(
        this.#services.map((service) => service.findCharacter(name, { label: LABEL })),
      )
      const versions = new Set(shown.map((one) => one?.version_number))
      const to = labels.find(({ label }) => label === LABEL)?.version_number
      if (versions.size > 1 || !versions.has(to)) this.#tally.stale++
    }
    for (const { version_number } of labels) {
      const [kept] = await this.#settled([
        this.#service.getVersion(name, version_number).catch(() => null),
      ])
      if (kept === null) this.#tally.pruned++
    }
  }

  async #settled<const P extends readonly Promise<unknown>[]>(
    work: P,
  ): Promise<{ -readonly [K in keyof P]: Awaited<P[K]> }> {
    let isDone = false
    const all = Promise.all(work).finally(() => {
      isDone = true
    })
    while (!isDone) await this.#scheduler.run()
    return (await all) as { -readonly [K in keyof P]: Awaited<P[K]> }
  }

  async #attempt(write: () => Promise<void>): Promise<void> {
    try {
      await write()
    } catch (error) {
      // A name, a version or a label that is not there just then.
      if (!isCharacterError(error) || error.code === 'CHARACTER_STORAGE') throw error
    }
  }
}

// Red when a label is kept beside its head and not with it, when a move does not evict, when pruning
// does not look at labels, and when a version is kept under another one's number.
test('a read by a label shows where it points, whatever goes on', {
  timeout: 1_800_000,
}, async () => {
  const worlds = sized('worlds of labels', 20_000, 2_000)
  const { seed } = seededRandom('worlds of labels')
  const tally: Tally = { reads: 0, shown: 0, stale: 0, wrong: 0, pruned: 0 }
  for (let n = 0; n < worlds; n++) await new LabelWorld(randomOf(seed + n), tally).run()
  const { reads, shown, ...faults } = tally
  figure(
    `${worlds} worlds of labels`,
    `${reads} reads, ${shown} of them shown, ${JSON.stringify(faults)}`,
  )
  expect(faults).toEqual({ stale: 0, wrong: 0, pruned: 0 })
  expect(shown).toBeGreaterThan(reads / 5)
})
