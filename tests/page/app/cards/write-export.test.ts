import { describe, expect, test } from 'vitest'
import { readCard } from '../../../../src/cards/read-card.ts'
import { writeExport } from '../../../../src/page/app/cards/write-export.ts'
import { fixture, refusalOf } from '../../../cards/kit.ts'
import { luna } from '../../../support/characters.ts'

const given = luna()
const character = { ...given, id: 'x', version_number: 3, scenario: 'At sea.' }
const picture = fixture('plain-no-card.png')

describe('a character that is exported', () => {
  test.each([
    ['json', 'application/json', null],
    ['png', 'image/png', picture],
    ['charx', 'application/zip', picture],
    ['charx', 'application/zip', null],
  ] as const)('is a card as %s', (container, mime, image) => {
    const file = writeExport(character, container, image)
    expect(file).toMatchObject({ mime, fileName: `${given.name}.${container}` })
    const reading = readCard(file.bytes)
    expect(reading.container).toBe(container)
    expect(reading.image === null).toBe(image === null)
    expect(reading.character).toMatchObject({
      display_name: given.display_name,
      system_prompt: given.system_prompt,
      scenario: 'At sea.',
    })
  })

  test('may lack its prompt, as in the safe view', () => {
    const { system_prompt, ...safe } = character
    const { bytes } = writeExport(safe, 'json', null)
    expect(readCard(bytes).character.display_name).toBe(given.display_name)
  })

  test('is refused with a picture that its container does not take', () => {
    expect(refusalOf(() => writeExport(character, 'png', new Uint8Array(9)))).toBe(
      'CARD_UNSUPPORTED',
    )
    expect(() => writeExport(character, 'png', null)).toThrow(TypeError)
  })

  test.each([
    ['a: b?', 'a  b'],
    ['..hidden..', 'hidden'],
    ['CON', 'character CON'],
    ['com1.x', 'character com1.x'],
    ['???', 'character'],
    ['漢字 🦊', '漢字 🦊'],
    [undefined, 'character'],
  ])('is a file that every system holds: %s', (name, expected) => {
    expect(writeExport({ ...character, name }, 'json', null).fileName).toBe(`${expected}.json`)
  })
})
