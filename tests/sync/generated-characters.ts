import { isBlank } from '../../src/model/blank.ts'
import type { CharacterCreate } from '../../src/model/character.ts'
import type { JsonValue } from '../../src/model/json-value.ts'
import type { Random } from '../support/random.ts'

/** What YAML, Markdown, editors and file systems each like to read as something else. */
const PARTS = [
  ...[
    'no',
    'yes',
    'on',
    'null',
    '~',
    'true',
    '1e3',
    '0x1F',
    '0o7',
    '1_000',
    '.5',
    '-',
    '---',
    '...',
  ],
  ...[
    '2026-11-28',
    '12:30:45',
    '<<',
    '=',
    '!tag',
    '&anchor',
    '*alias',
    '|',
    '>',
    '|-',
    '%YAML 1.2',
  ],
  ...[
    '# title',
    'a # comment',
    'key: value',
    'a: b: c',
    '- item',
    '? key',
    '{a: b}',
    '[x]',
    '`',
    '@',
  ],
  ...[
    '"quoted"',
    "'single'",
    '\\',
    '\\n',
    '"',
    "'",
    ',',
    ':',
    ': ',
    ' #',
    '{{char}}',
    '<START>',
    '```',
  ],
  ...[
    '\n',
    '\n\n',
    '\n\n\n',
    '\r',
    '\r\n',
    '\t',
    ' ',
    '  ',
    '   \n',
    '\n ',
    '\n\t',
    ' \n\n',
    '\n---\n',
  ],
  ...['\u0085', '\u2028', '\u2029', '\ufeff', '\u00a0', '\u0001', '\u001b', '\u007f', '\u200d'],
  ...['é', 'e\u0301', '日本語', '🦊', '👩‍🚀', 'שלום', '\u{10ffff}', 'ﬁ'],
  ...[
    'You are Luna.',
    'kind and wise',
    'a long sentence that goes on and on, as people write them',
  ],
]

/** A text of such parts that a character may hold. */
export function nastyText(random: Random, max = 12): string {
  const count = 1 + random.below(max)
  const text = Array.from({ length: count }, () => random.pick(PARTS)).join('')
  return isBlank(text) ? `${text}x${text}` : text
}

/** A character whose every text is one of those. */
export function nastyCharacter(random: Random, name: string): CharacterCreate {
  return {
    name,
    display_name: nastyText(random, 4),
    personality: nastyText(random),
    system_prompt: nastyText(random, 30),
    traits: Array.from({ length: random.below(5) }, () => nastyText(random, 3)),
    ...(random.next() < 0.5 && { voice_settings: nastyObject(random, 3) }),
    ...(random.next() < 0.3 && { avatar_url: '/avatars/luna.png' }),
  }
}

function nastyObject(random: Random, depth: number): { [key: string]: JsonValue } {
  const count = random.below(4)
  const keys = Array.from({ length: count }, (_, index) => `${index}${nastyText(random, 2)}`)
  return Object.fromEntries(keys.map((key) => [key, nastyValue(random, depth)]))
}

function nastyValue(random: Random, depth: number): JsonValue {
  switch (random.below(depth > 0 ? 6 : 4)) {
    case 0:
      return nastyText(random)
    case 1:
      return random.pick([0, -1, 1.5, 1e21, 5e-324, 1_000])
    case 2:
      return random.pick([true, false, null])
    case 3:
      return ''
    case 4:
      return nastyObject(random, depth - 1)
    default:
      return Array.from({ length: random.below(4) }, () => nastyValue(random, depth - 1))
  }
}
