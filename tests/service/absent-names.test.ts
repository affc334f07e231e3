import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { CharacterService } from '../../src/service/character-service.ts'
import { memoryStorage } from '../../src/storage/memory/storage.ts'
import { luna } from '../support/characters.ts'
import { figure, sized } from '../support/sizes.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const HOT = Array.from({ length: 64 }, (_, i) => `hot-${i}`)

// Red when absent names are cached, or when the state of a name stays after its load.
test('asking for absent names costs no memory and evicts nothing', async () => {
  const reads = sized('absent names', 1_000_000)
  const service = new CharacterService({ storage: memoryStorage() })
  for (const name of HOT) await service.createCharacter(luna({ name }))
  for (const name of HOT) await service.getCharacter(name)
  const ask = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i++) await service.findCharacter(`Absent ${i}`)
  }
  await ask(0, 10_000)
  const before = heapBytes()
  await ask(10_000, 10_000 + reads)
  const grownMb = (heapBytes() - before) / 1_000_000
  const { hits } = service.stats()
  for (const name of HOT) await service.getCharacter(name)
  figure(`${reads} reads of absent names`, `heap grew by ${grownMb.toFixed(2)} MB`)
  expect(grownMb).toBeLessThan(5)
  expect(service.stats().hits - hits).toBe(HOT.length)
}, 600_000)
