import { describe, expect, test } from 'vitest'
import { renderTemplate } from '../../src/prompt/render-template.ts'
import { toMessages } from '../../src/prompt/to-messages.ts'
import { keeper } from './character.ts'

const TEXT = '{{random:a,b,c,d,e,f}} {{pick:a,b,c,d,e,f}} {{roll:d1000}} {{roll:3d6+1}}'

describe('a seed', () => {
  // Written down once: red on a platform, or after a change, that draws otherwise.
  test.each([
    [1, 'f d 23 15'],
    ['1', 'f d 23 15'],
    ['luna', 'd a 206 6'],
    ['🦊', 'e f 170 13'],
    [-0.5, 'b f 747 5'],
  ])('%j gives the same text everywhere', (seed, wanted) => {
    expect(renderTemplate(TEXT, { character: keeper, seed }).text).toBe(wanted)
  })

  test('draws anew in each place, and in each text of a character', () => {
    const text = '{{pick:0,1,2,3,4,5,6,7,8,9}}'
    const digits = renderTemplate(text.repeat(200), { character: keeper, seed: 1 }).text
    expect(new Set(digits).size).toBe(10)
    const character = { ...keeper, system_prompt: text.repeat(20), greetings: [text.repeat(20)] }
    const messages = toMessages(character, { seed: 1, examples: false })
    expect(messages[0]?.content.slice(0, 20)).not.toBe(messages[1]?.content)
  })

  test('draws every choice about as often', () => {
    const counts = [0, 0, 0, 0]
    for (let seed = 0; seed < 4_000; seed++) {
      const { text } = renderTemplate('{{random:0,1,2,3}}', { character: keeper, seed })
      counts[Number(text)] = (counts[Number(text)] ?? 0) + 1
    }
    for (const count of counts) expect(count).toBeGreaterThan(850)
  })
})

describe('without a seed', () => {
  const render = (text: string, id: string): string =>
    renderTemplate(text, { character: { ...keeper, id } }).text

  test('pick gives the same for one character, however often', () => {
    const pick = '{{pick:a,b,c,d,e,f,g,h}}'.repeat(8)
    expect(render(pick, '1')).toBe(render(pick, '1'))
    expect(render(pick, '1')).not.toBe(render(pick, '2'))
  })

  test('random and roll differ', () => {
    const random = '{{random:a,b,c,d,e,f,g,h}}{{roll:d1000}}'.repeat(8)
    expect(render(random, '1')).not.toBe(render(random, '1'))
  })
})
