import { expect, test } from 'vitest'
import { PromptError } from '../../src/prompt/prompt-error.ts'
import { renderTemplate } from '../../src/prompt/render-template.ts'
import { type Random, seededRandom } from '../support/random.ts'
import { figure } from '../support/sizes.ts'
import { type ReferenceOptions, type ReferenceResult, referenceRender } from './reference.ts'

const COUNT = 10_000

/** Whole macros, pieces of them, and what surrounds them. */
const PIECES = [
  ...['{{char}}', '{{ User }}', '{{MOOD}}', '{{nobody}}', '{{toString}}', '{{evil}}', '{{}}'],
  ...['{{random:a,b,c}}', '{{pick::x::y, z}}', '{{roll:2d6+1}}', '{{roll: d9}}', '{{roll:x}}'],
  ...['{{reverse:abc}}', '{{// no }}', '{{comment: no}}', '{{newline}}', '{{trim}}', '{{noop}}'],
  ...['{{', '}}', '{', '}', '\\{{', '\\,', '\\', ',', '::', ':', ' ', '\n', '\r\n', '\u00a0', '🦊'],
  ...[
    '{{random:',
    '{{pick ',
    '{{RANDOM::',
    '{{reverse:',
    '{{roll:',
    '{{//',
    '{{random',
    'char',
    'a',
  ],
  ...['<USER>', '<bot>', '<Char>', '<user', '>', '{{{char}}}', '{{{{user}}}}', 'random:', '2d6'],
]
const EVIL = '{{char}}{{random:1,2}}<USER>\\{{,::\n'

function template(random: Random): string {
  return Array.from({ length: 1 + random.below(14) }, () => random.pick(PIECES)).join('')
}

function render(text: string, { missing, seed }: ReferenceOptions): ReferenceResult {
  const character = { display_name: 'Luna', mood: 'calm' }
  const variables = { evil: EVIL }
  try {
    return renderTemplate(text, { character, user: EVIL, variables, missing, seed })
  } catch (error) {
    if (error instanceof PromptError && error.offset !== null) return { unknownAt: error.offset }
    throw error
  }
}

// Red when a value is expanded again, when a choice is parted by the commas of a macro inside, or when
// three braces are paired from the left.
test('every template is rendered as a plain reference renders it', () => {
  const random = seededRandom('templates')
  let differing = 0
  for (let round = 0; round < COUNT; round++) {
    const text = template(random)
    const options: ReferenceOptions = {
      values: [
        ['char', 'Luna'],
        ['user', EVIL],
        ['mood', 'calm'],
        ['evil', EVIL],
      ],
      missing: random.pick(['keep', 'empty', 'error'] as const),
      seed: String(random.below(1_000)),
    }
    const wanted = referenceRender(text, options)
    const got = render(text, options)
    if (JSON.stringify(got) !== JSON.stringify(wanted) && ++differing === 1) {
      expect.soft(got, JSON.stringify({ text, ...options })).toEqual(wanted)
    }
  }
  figure('prompts', `${COUNT} templates against the reference: ${differing} different`)
  expect(differing).toBe(0)
})
