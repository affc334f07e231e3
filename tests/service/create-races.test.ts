import { expect, test } from 'vitest'
import { canonicalName } from '../../src/model/name.ts'
import { CharacterService } from '../../src/service/character-service.ts'
import { luna } from '../support/characters.ts'
import { eachStorage } from '../support/each-storage.ts'
import { countCodes } from '../support/error-codes.ts'
import { figure, sized } from '../support/sizes.ts'
import { outcomes } from '../support/turns.ts'

const CREATES = 10_000

/** Forty ways to write one name: upper and lower case, composed or not, full-width, odd spaces. */
function spellings(): string[] {
  const cases = ['Éloïse Noël', 'ÉLOÏSE NOËL', 'éloïse noël', 'éLOÏSE nOËL', 'Éloïse NOËL']
  const forms = [
    (text: string) => text.normalize('NFC'),
    (text: string) => text.normalize('NFD'),
    (text: string) => fullWidth(text.normalize('NFC')),
    (text: string) => fullWidth(text.normalize('NFD')),
  ]
  const frames = [
    (text: string) => text,
    (text: string) => `\u3000${text.replace(' ', '\u00a0 ')} `,
  ]
  return cases.flatMap((text) => forms.flatMap((form) => frames.map((frame) => frame(form(text)))))
}

function fullWidth(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) =>
    String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0),
  )
}

// Red when the unique index is missing on the server, when a create does not canonicalise the name,
// and when the name is looked up before the insert instead of after a refused one.
eachStorage(({ title, isServer, createShared }) => {
  test('of many creates of one name in 40 spellings at once, one succeeds', async () => {
    const count = isServer ? sized(`creates of one name, ${title}`, CREATES) : CREATES
    const names = spellings()
    expect(new Set(names).size).toBe(40)
    expect(new Set(names.map(canonicalName)).size).toBe(1)
    // Cold: no collection, no index, nothing cached, in both services.
    const storages = createShared()
    const services = storages.map(
      (storage) => new CharacterService({ storage, timeoutMs: 100_000 }),
    )
    const creates = Array.from({ length: count }, (_, i) => {
      const name = names[i % names.length] ?? ''
      const service = services[Math.floor(i / names.length) % services.length]
      return service?.createCharacter(luna({ name, display_name: `${i}` })) ?? Promise.reject()
    })
    const { values, errors } = await outcomes(creates)
    const stored = [...(await storages[0].list()), ...(await storages[0].listDeleted())]
    figure(
      `${count} creates of one name in 40 spellings, ${title}`,
      `${values.length} success, ${JSON.stringify(countCodes(errors))}, ${stored.length} stored`,
    )
    expect(values).toHaveLength(1)
    expect(countCodes(errors)).toEqual({ CHARACTER_ALREADY_EXISTS: count - 1 })
    expect(stored.map(({ character }) => character)).toEqual(values)
    for (const service of services)
      expect(await service.getCharacter('éloïse noël')).toEqual(values[0])
  }, 120_000)
})
