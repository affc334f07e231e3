import { tsImport } from 'tsx/esm/api'
import { CharacterService, memoryStorage, toCharacterResponse } from '../../dist/index.js'
import { character } from '../caches.mjs'
import { alternate, atLeast } from '../measure.mjs'

export const title = 'the body of a list of 100 characters whose wire forms are kept'
export const contenders = ['control: JSON.stringify', 'kept wire forms / JSON.stringify']

export async function measure(contender) {
  const { WireForms } = await tsImport('../../src/http/wire-form.ts', import.meta.url)
  const service = new CharacterService({ storage: memoryStorage() })
  for (let i = 0; i < 100; i++) await service.createCharacter(character(`Character-${i}`))
  const characters = await service.listCharacters()
  const responses = characters.map((one) => toCharacterResponse(one))
  const forms = new WireForms(toCharacterResponse, 'no-store')
  const stringify = () => Buffer.from(JSON.stringify(responses))
  const put = () => forms.list(characters, 'safe')
  if (!Buffer.from(put()).equals(stringify())) throw new Error('the two bodies differ')
  const own = contender.startsWith('control') ? stringify : put
  const { baselineNs, ownNs, ratio, min, max } = await alternate(
    async () => stringify(),
    async () => own(),
    Number(process.env.CALLS ?? 2_000),
  )
  return {
    'own µs': ownNs / 1_000,
    'JSON.stringify µs': baselineNs / 1_000,
    'times as fast': 1 / ratio,
    min: 1 / max,
    max: 1 / min,
    ...(own === put ? atLeast(1 / ratio, 20) : {}),
  }
}
