import { z } from 'zod'
import { defineCharacterModel } from '../../src/model/define-character.ts'
import type { CharacterSort } from '../../src/model/where.ts'
import type { Random } from './random.ts'

/** A model with an attribute of every kind that can be asked for. */
export const queryModel = defineCharacterModel({
  attributes: {
    mood: z.enum(['calm', 'wild', 'Ωmega']).default('calm'),
    score: z.number().nullable().default(null),
    tags: z.array(z.string()).default([]),
    ranks: z
      .array(z.union([z.number(), z.boolean(), z.null()]))
      .nullable()
      .default(null),
    open: z.boolean().default(true),
    note: z.string().nullable().default('plain'),
  },
})

/** A character as it is shown. */
export type Shown = { readonly [field: string]: unknown } & { readonly id: string }

/** A filter as a host writes it. */
export type PlainWhere = { [field: string]: unknown }

/** What is asked for. */
export interface PlainQuery {
  readonly where: PlainWhere
  readonly text: string | undefined
  readonly sort: CharacterSort
}

export const SORTS: readonly CharacterSort[] = [
  ...(['name', 'display_name', 'created_at', 'updated_at'] as const),
  ...(['-name', '-display_name', '-created_at', '-updated_at'] as const),
]

const WORDS = ['moon', 'Moonlit', 'sun', 'star42', 'starfish', 'river', 'Rio', '7', 'owl']
const NOTES = ['plain', 'a', 'B', 'é', '一', '😀', 'ab', '']

/** The content of a new character. */
export function randomContent(random: Random, name: string): { [field: string]: unknown } {
  const some = <T>(items: readonly T[]): T[] => items.filter(() => random.below(3) === 0)
  const content: { [field: string]: unknown } = {
    name,
    display_name: `${random.pick(WORDS)} ${random.pick(WORDS)}`,
    personality: `${random.pick(WORDS)}, ${random.pick(WORDS)}; ${random.pick(WORDS)}.`,
    system_prompt: 'You are.',
    traits: some(WORDS),
    avatar_url: random.pick([null, 'https://example.com/a.png', 'https://example.com/b.png']),
  }
  const maybe = (field: string, value: unknown): void => {
    if (random.below(3) > 0) content[field] = value
  }
  maybe('mood', random.pick(['calm', 'wild', 'Ωmega']))
  maybe('score', random.pick([null, -1, 0, 2.5, 10, 3_000_000_000]))
  maybe('tags', some(NOTES.slice(0, 5)))
  maybe('ranks', random.pick([null, [], [1], [1, true, null], [null]]))
  maybe('open', random.below(2) === 0)
  maybe('note', random.pick([null, ...NOTES]))
  return content
}

/** A filter over some of the fields, with values that occur and values that do not. */
export function randomWhere(random: Random, sample: Shown): PlainWhere {
  const where: PlainWhere = {}
  const fields = Object.keys(VALUES).filter(() => random.below(7) === 0)
  for (const field of fields) {
    const values = [...(VALUES[field] ?? []), ...own(sample[field])]
    where[field] = ARRAYS.has(field) ? askArray(random, values) : askScalar(random, field, values)
  }
  return where
}

const VALUES: { readonly [field: string]: readonly unknown[] } = {
  id: ['ffffffffffffffffffffffff', 'no id'],
  name: ['luna', 'c3', 'c40'],
  display_name: ['moon sun', 'owl'],
  traits: WORDS,
  avatar_url: [null, 'https://example.com/a.png'],
  created_at: ['2024-02-05T10:11:12.345Z', '2026-01-01'],
  updated_at: ['2024-02-05T10:11:12.345Z', '2026-01-01T00:00:00Z'],
  is_active: [true, false],
  version_number: [1, 2, 7, '1'],
  mood: ['calm', 'wild', null, 'Calm', 5],
  score: [null, -1, 0, 2.5, 10, 3_000_000_000, '10', true],
  tags: NOTES,
  ranks: [1, true, null, 'x', 2],
  open: [true, false, null, 1],
  note: [null, ...NOTES, 0],
}
const ARRAYS = new Set(['traits', 'tags', 'ranks'])

function own(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}

function few<T>(random: Random, values: readonly T[]): T[] {
  return Array.from({ length: random.below(4) }, () => random.pick(values))
}

function askScalar(random: Random, field: string, values: readonly unknown[]): unknown {
  const bound = (): unknown => {
    const value = random.pick(values)
    return typeof value === 'string' || typeof value === 'number' ? value : 5
  }
  const isRanged = !field.endsWith('_at') && field !== 'name'
  switch (random.below(5)) {
    case 0:
      return random.pick(values)
    case 1:
      return { in: few(random, values) }
    case 2:
      return { not: random.pick(values) }
    case 3:
      return { not: few(random, values) }
    default: {
      const pick = isRanged ? bound : () => random.pick(values)
      return random.pick([
        { gt: pick() },
        { gte: pick(), lt: pick() },
        { lte: pick(), not: random.pick(values) },
      ])
    }
  }
}

function askArray(random: Random, values: readonly unknown[]): unknown {
  switch (random.below(5)) {
    case 0:
      return random.pick(values)
    case 1:
      return { all: few(random, values) }
    case 2:
      return { any: few(random, values), none: few(random, values) }
    case 3:
      return { none: few(random, values) }
    default:
      return { empty: random.below(2) === 0 }
  }
}

/** What a query means, said plainly: filter all, then sort all. */
export function plainFind(all: readonly Shown[], { where, text, sort }: PlainQuery): Shown[] {
  const field = sort.replace('-', '')
  const sign = sort.startsWith('-') ? -1 : 1
  return all
    .filter((one) => Object.entries(where).every(([key, asked]) => isAsked(one, key, asked)))
    .filter((one) => text === undefined || isFound(one, text))
    .toSorted((a, b) => sign * (byBytes(a[field], b[field]) || byBytes(a.id, b.id)))
}

function byBytes(a: unknown, b: unknown): number {
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
}

function isFound(one: Shown, text: string): boolean {
  const words = [one.name, one.display_name, ...(one.traits as string[]), one.personality]
    .join(' ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  const asked = text.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return asked.length > 0 && asked.every((begin) => words.some((word) => word.startsWith(begin)))
}

function isAsked(one: Shown, key: string, asked: unknown): boolean {
  const value = one[key] ?? null
  if (typeof asked !== 'object' || asked === null) {
    return ARRAYS.has(key) ? held(value).includes(asked) : same(key, value, asked)
  }
  return Object.entries(asked).every(([operator, operand]) => {
    const list: unknown[] = Array.isArray(operand) ? operand : [operand]
    switch (operator) {
      case 'in':
        return list.some((other) => same(key, value, other))
      case 'not':
        return !list.some((other) => same(key, value, other))
      case 'all':
        return list.every((other) => held(value).includes(other))
      case 'any':
        return list.some((other) => held(value).includes(other))
      case 'none':
        return !list.some((other) => held(value).includes(other))
      case 'empty':
        return (held(value).length === 0) === operand
      default:
        return isBeyond(operator, value, key.endsWith('_at') ? iso(operand) : operand)
    }
  })
}

function held(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function same(key: string, value: unknown, other: unknown): boolean {
  return value === (key.endsWith('_at') ? iso(other) : other)
}

function iso(value: unknown): unknown {
  return typeof value === 'string' ? new Date(value).toISOString() : value
}

function isBeyond(operator: string, value: unknown, bound: unknown): boolean {
  if (typeof value !== typeof bound || value === null) return false
  const order = typeof value === 'number' ? value - Number(bound) : byBytes(value, bound)
  if (order === 0) return operator.endsWith('e')
  return order > 0 === operator.startsWith('g')
}
