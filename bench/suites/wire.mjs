import { tsImport } from 'tsx/esm/api'
import { CharacterService, memoryStorage, toCharacterResponse } from '../../dist/index.js'
import { character } from '../caches.mjs'
import { alternate, atLeast } from '../measure.mjs'

export const title = 'the body of a list of 100 characters whose wire forms are kept'
export const contenders = [
  'control: JSON.stringify',
  'a list put together / JSON.stringify',
  'the same list as before / JSON.stringify',
]

export async function measure(contender) {
  const { WireForms } = await tsImport('../../src/http/wire-form.ts', import.meta.url)
  const service = new CharacterService({ storage: memoryStorage() })
  for (let i = 0; i < 100; i++) await service.createCharacter(character(`Character-${i}`))
  const characters = await service.listCharacters()
  const responses = characters.map((one) => toCharacterResponse(one))
  const forms = new WireForms(toCharacterResponse, 'no-store')
  const stringify = () => Buffer.from(JSON.stringify(responses))
  const again = () => forms.list(characters, 'safe')
  // Another list each time, as the body of the one before may serve again.
  const lists = [characters, characters.toReversed()]
  const put = (i) => forms.list(lists[i & 1], 'safe')
  if (!Buffer.from(again()).equals(stringify())) throw new Error('the two bodies differ')
  if (put(0) === put(1)) throw new Error('nothing is put together')
  const own = [stringify, put, again][contenders.indexOf(contender)]
  const { baselineNs, ownNs, ratio, min, max } = await alternate(
    async () => stringify(),
    async (i) => own(i),
    Number(process.env.CALLS ?? 2_000),
  )
  return {
    'own µs': ownNs / 1_000,
    'JSON.stringify µs': baselineNs / 1_000,
    'times as fast': 1 / ratio,
    min: 1 / max,
    max: 1 / min,
    ...(own !== stringify ? atLeast(1 / ratio, 20) : {}),
  }
}
