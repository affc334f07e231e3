import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { syncCharacters } from '../../src/sync/sync-characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { seededRandom } from '../support/random.ts'
import { figure, sized } from '../support/sizes.ts'
import { cast } from './kit.ts'

eachStorage(({ title, createShared }) => {
  test('beside eight writers each character is as wanted at a moment of the sync', async () => {
    // Red when one that lost to another writer is given up, or overwritten unseen.
    const random = seededRandom(`sync beside writers ${title}`)
    const [mine, theirs] = createShared()
    const wanted = cast(20)
    const service = new CharacterService({ storage: mine })
    await syncCharacters(service, wanted)
    const others = [new CharacterService({ storage: theirs }), service]
    let stopped = false
    let writes = 0
    const writer = async (number: number): Promise<void> => {
      const other = others[number % 2] ?? service
      for (let turn = 0; !stopped; turn++) {
        const { name } = random.pick(wanted)
        if (random.next() < 0.1) {
          await other.deleteCharacter(name).catch(() => {})
        } else {
          await other.updateCharacter(name, { traits: [`${number}`, `${turn}`] }).catch(() => {})
        }
        writes++
        // Timers of the writes have their turn too.
        if (turn % 10 === 9) await new Promise(setImmediate)
      }
    }
    const writers = Array.from({ length: 8 }, (_, number) => writer(number))
    const rounds = sized(`syncs beside writers ${title}`, 20, 4)
    const failures: unknown[] = []
    for (let round = 0; round < rounds; round++) {
      failures.push(...(await syncCharacters(service, wanted)).failed)
      await new Promise(setImmediate)
    }
    stopped = true
    await Promise.all(writers)
    expect(failures).toEqual([])
    const { created, updated, failed } = await syncCharacters(service, wanted)
    expect(failed).toEqual([])
    expect(await syncCharacters(service, wanted)).toMatchObject({ unchanged: 20, changes: [] })
    figure(`sync beside writers ${title}`, `${writes} writes; then ${created + updated} to mend`)
  })

  test('of two syncs at once one makes each version', async () => {
    // Red when a difference is written whatever the version is.
    const [mine, theirs] = createShared()
    const services = [mine, theirs].map((storage) => new CharacterService({ storage }))
    const reports = await Promise.all(services.map((one) => syncCharacters(one, cast(30))))
    const changed = cast(30).map((one) => ({ ...one, traits: ['changed'] }))
    reports.push(...(await Promise.all(services.map((one) => syncCharacters(one, changed)))))
    expect(reports.flatMap(({ failed }) => failed)).toEqual([])
    const sum = (key: 'created' | 'updated'): number =>
      reports.reduce((total, report) => total + report[key], 0)
    expect([sum('created'), sum('updated')]).toEqual([30, 30])
    const [service] = services
    for (const one of (await service?.listCharacters()) ?? []) expect(one.version_number).toBe(2)
  })
})
