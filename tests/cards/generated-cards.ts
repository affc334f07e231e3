import type { Random } from '../support/random.ts'
import type { Loose } from './kit.ts'

/** Texts that trip readers: marks of our own, halves of pairs, NUL, macros, blanks, long ones. */
const TEXTS = [
  ...[
    '',
    ' ',
    '=',
    '==',
    '=5:abc',
    '=1:',
    '{{char}}',
    '<START>\n{{user}}: hi',
    '\u0000',
    'a\u0000b',
  ],
  ...['\ud800', 'x\udfff', '🦊', 'e\u0301', '\ufeff', '\u202e', 'ﷺ', '__proto__', 'constructor'],
  ...['Mira', 'a/b\\c', '\n\n', 'ΑΒΓ', '漢字', 'ก', '\u0085', 'null', '[]', '1687194031049', '"\\'],
]

const TEXT_KEYS = [
  ...['name', 'description', 'personality', 'scenario', 'first_mes', 'mes_example'],
  ...['creator_notes', 'system_prompt', 'post_history_instructions', 'creator'],
  ...['character_version', 'nickname'],
]
const LIST_KEYS = ['alternate_greetings', 'tags', 'group_only_greetings', 'source']
const OTHER_KEYS = [
  ...['character_book', 'extensions', 'creator_notes_multilingual', 'assets', 'creation_date'],
  ...['modification_date', 'mystery', 'x/vendor', 'data', 'spec', '$set', 'a.b', 'toJSON'],
]

function textOf(random: Random): string {
  const count = 1 + random.below(3)
  const parts = Array.from({ length: count }, () => {
    if (random.below(3) > 0) return random.pick(TEXTS)
    return String.fromCodePoint(random.below(0x110000))
  })
  return random.below(50) === 0 ? parts.join('').repeat(random.below(400)) : parts.join('')
}

/** Any JSON, not too deep. */
export function jsonOf(random: Random, depth = 0): unknown {
  switch (random.below(depth > 3 ? 6 : 8)) {
    case 0:
      return null
    case 1:
      return random.below(2) === 0
    case 2:
      return random.pick([0, -1, 1.5, 1e21, 5e-324, 1_700_000_000])
    case 6:
      return Array.from({ length: random.below(4) }, () => jsonOf(random, depth + 1))
    case 7: {
      const keys = Array.from({ length: random.below(4) }, () => keyOf(random))
      return Object.fromEntries(keys.map((key) => [key, jsonOf(random, depth + 1)]))
    }
    default:
      return textOf(random)
  }
}

function keyOf(random: Random): string {
  const key = random.below(2) === 0 ? random.pick(OTHER_KEYS) : textOf(random).slice(0, 20)
  return key === '__proto__' ? 'proto' : key
}

/** Each field as it should be, now and then absent or of a wrong type. */
function fieldsOf(
  random: Random,
  keys: readonly string[],
  make: () => unknown,
): [string, unknown][] {
  return keys.flatMap((key): [string, unknown][] => {
    const luck = random.below(12)
    if (luck === 0) return []
    return [[key, luck === 1 ? jsonOf(random) : make()]]
  })
}

/** The content of a card, for a version. */
export function generatedData(random: Random, version: 'v1' | 'v2' | 'v3'): Loose {
  const texts = version === 'v1' ? TEXT_KEYS.slice(0, 6) : TEXT_KEYS.slice(0, -1)
  const lists = version === 'v1' ? [] : LIST_KEYS.slice(0, 2)
  const newer = version === 'v3' ? ['nickname'] : []
  const list = (): string[] => Array.from({ length: random.below(4) }, () => textOf(random))
  const data: Loose = Object.fromEntries([
    ...fieldsOf(random, [...texts, ...newer], () => textOf(random)),
    ...fieldsOf(random, version === 'v3' ? LIST_KEYS : lists, list),
    ...fieldsOf(random, version === 'v1' ? [] : ['extensions'], () => ({ [keyOf(random)]: 1 })),
  ])
  for (let more = random.below(4); more > 0; more--) data[keyOf(random)] = jsonOf(random)
  return data
}

/** A card, at times with a copy of its fields at the root as programs leave one there. */
export function generatedCard(random: Random, version: 'v1' | 'v2' | 'v3'): Loose {
  const data = generatedData(random, version)
  if (version === 'v1') {
    const { spec: _spec, data: _data, bio: _bio, entries: _entries, ...plain } = data
    return { name: 'Mira', first_mes: '', ...plain }
  }
  const root = random.below(4) === 0 ? { ...data } : {}
  const spec_version = random.below(20) === 0 ? jsonOf(random) : `${version.slice(1)}.0`
  return { ...root, spec: `chara_card_${version}`, spec_version, data }
}
