import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readCard } from '../../../../src/cards/read-card.ts'
import type { writeCard } from '../../../../src/cards/write-card.ts'
import { describeInvalidName } from '../../../../src/model/name.ts'
import {
  freeName,
  type ImportReading,
  readImport,
} from '../../../../src/page/app/cards/read-import.ts'
import type { FormField } from '../../../../src/page/app/form/field.ts'
import { COMMON_FIELDS, fieldsOf } from '../../../../src/page/app/form/fields-of.ts'
import { generatedCard } from '../../../cards/generated-cards.ts'
import {
  cardModel,
  cardV2,
  fixture,
  pngOf,
  READ,
  REFUSED,
  utf8,
  written,
} from '../../../cards/kit.ts'
import { randomOf, seededRandom } from '../../../support/random.ts'
import { sized } from '../../../support/sizes.ts'
import { cardFields, createSchemaOf } from '../form/fields.ts'

const COMMON = new Set(COMMON_FIELDS.map(({ name }) => name))

function read(
  given: object | Uint8Array,
  fields: readonly FormField[] = cardFields,
): ImportReading {
  const bytes = given instanceof Uint8Array ? given : utf8(JSON.stringify(given))
  const reading = readImport('luna.json', bytes, fields)
  if ('error' in reading) throw new Error(reading.error)
  return reading
}

const own = {
  ...{ id: 'x', name: 'luna', display_name: 'Luna', personality: 'Curious.', traits: ['calm'] },
  ...{ system_prompt: 'You are Luna.', avatar_url: null, voice_settings: { pitch: 1 } },
  ...{ created_at: '2026-01-01T00:00:00Z', is_active: true, version_number: 3 },
}

describe('a card', () => {
  test.each(READ)('becomes what the server takes: %s', (name) => {
    const { input } = read(fixture(name))
    expect(cardModel.create.safeParse(input)).toMatchObject({ success: true })
  })

  test.each(READ)('is read as it is for a service with the attributes of cards: %s', (name) => {
    const { input, warnings } = read(fixture(name))
    const reading = readCard(fixture(name), { model: cardModel })
    expect(input).toEqual(reading.character)
    expect(warnings).toHaveLength(reading.warnings.length)
  })

  test.each(READ)(
    'keeps to the fields of every character where there are no others: %s',
    (name) => {
      const { input } = read(fixture(name), COMMON_FIELDS)
      expect(Object.keys(input).filter((field) => !COMMON.has(field))).toEqual([])
      expect(input.name).toBeTruthy()
    },
  )

  test('tells in plain words what was left out', () => {
    const card = cardV2({ tags: ['a'], scenario: 'At sea.', nickname: '', alternate_greetings: [] })
    const { warnings } = read(card, COMMON_FIELDS)
    expect(warnings).toContain('Scenario has no field here: it was left out')
    expect(warnings).toContain('Tags has no field here: it was left out')
    expect(warnings).toContain('What only the card knows was left out')
    expect(warnings.join()).not.toContain('Nickname')
  })

  test('is held against the bounds and the choices of the form', () => {
    const attributes = { scenario: z.string().max(5).default(''), tags: z.array(z.enum(['a'])) }
    const fields = fieldsOf(createSchemaOf({ ...attributes, tags: attributes.tags.default([]) }))
    const { input, warnings } = read(cardV2({ tags: ['a', 'b'], scenario: 'At sea.' }), fields)
    expect(input).not.toHaveProperty('scenario')
    expect(input).not.toHaveProperty('tags')
    expect(warnings).toContain('Scenario must be at most 5 characters, got 7: it was left out')
    expect(warnings).toContain('Tags item 2 must be "a": it was left out')
  })

  /** Red when what is left out is left out after the card has been marked. */
  test('whose texts had no field says them again when it is written', () => {
    const only = cardFields.filter(({ name }) => COMMON.has(name) || name === 'card')
    const card = cardV2({ scenario: 'At sea.', tags: ['a'] })
    const character = read(card, only).input as unknown as Parameters<typeof writeCard>[0]
    expect(written(character)).toEqual(written(readCard(card).character))
  })

  test('has the texts that no character is without cut to the bounds of the form', () => {
    const fields = fieldsOf(createSchemaOf())
    const { input, warnings } = read(cardV2({ description: 'x'.repeat(100_001) }), fields)
    expect(input.personality).toBe('x'.repeat(100_000))
    expect(warnings).toContain('Personality was cut to fit')
  })

  test('in a picture comes with the picture', () => {
    const { image, input } = read(pngOf(cardV2()))
    expect(image?.mime).toBe('image/png')
    expect(input.display_name).toBe(read(cardV2()).input.display_name)
  })
})

describe('a character of this library', () => {
  test('is taken as it is, less what the service sets', () => {
    const { input, warnings } = read(own)
    const { id, created_at, is_active, version_number, ...content } = own
    expect(input).toEqual(content)
    expect(warnings).toEqual([])
    const marked = new Uint8Array([0xef, 0xbb, 0xbf, ...utf8(JSON.stringify(own))])
    expect(read(marked).input).toEqual(content)
  })

  test('may lack its prompt, as in the safe view', () => {
    const { system_prompt, ...safe } = own
    expect(read(safe).input).not.toHaveProperty('system_prompt')
  })

  test('loses what the form has no field for, and what its fields do not hold', () => {
    const fields = fieldsOf(createSchemaOf({ age: z.int().max(9).default(1) }))
    const { input, warnings } = read({ ...own, mood: 'calm', age: '5', avatar_url: 'x' }, fields)
    expect(input).not.toHaveProperty('mood')
    expect(warnings).toEqual([
      'Avatar URL is not what its field holds: it was left out',
      'Mood has no field here: it was left out',
      'Age is not what its field holds: it was left out',
    ])
  })

  test('keeps what no character is without, so that the server can say what is wrong with it', () => {
    expect(read({ ...own, traits: [5] }).input.traits).toEqual([5])
  })
})

describe('a file that is neither', () => {
  test.each(Object.keys(REFUSED))('is told why: %s', (name) => {
    const reading = readImport(name, fixture(name), cardFields)
    expect(reading).toEqual({ error: expect.stringMatching(/^The .*[^.]$/) })
  })

  test('is told what is read, where its name says that it is something else', () => {
    const reading = readImport('luna.yaml', utf8('name: luna'), cardFields)
    expect(reading).toEqual({ error: expect.stringContaining('cards as JSON, PNG and CHARX') })
  })

  test('never makes it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.jsonValue(), (bytes, json) => {
        readImport('a.png', bytes, COMMON_FIELDS)
        readImport('a.json', utf8(JSON.stringify(json)), COMMON_FIELDS)
        const odd = { ...own, personality: json, traits: json, voice_settings: json }
        readImport('a.json', utf8(JSON.stringify(odd)), cardFields)
      }),
    )
  })
})

test('generated cards become what the server takes', () => {
  const random = randomOf(seededRandom('imported cards').seed)
  for (let count = sized('imported cards', 3_000); count > 0; count--) {
    const { input } = read(generatedCard(random, random.pick(['v1', 'v2', 'v3'])))
    const judged = cardModel.create.safeParse(input)
    if (!judged.success) expect.fail(JSON.stringify(judged.error.issues))
  }
})

describe('another name', () => {
  test('is the wanted one with a number', () => {
    expect(freeName('luna', 2)).toBe('luna 2')
    expect(freeName('', 3)).toBe('character 3')
  })

  test('is a name, whatever the wanted one is', () => {
    expect(freeName('x'.repeat(100), 12)).toBe(`${'x'.repeat(97)} 12`)
    expect(freeName('ﷺ'.repeat(5) + 'x'.repeat(9), 2)).toBe(`${'ﷺ'.repeat(5)}xxxxxxxx 2`)
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat(999), (wanted, n) => {
        const name = freeName(wanted, n)
        expect(describeInvalidName(name)).toBeNull()
        expect(name.endsWith(` ${n}`)).toBe(true)
      }),
    )
  })
})
