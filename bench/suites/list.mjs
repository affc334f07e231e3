import { CharacterService, memoryStorage } from '../../dist/index.js'
import { alternate, atMost } from '../measure.mjs'

export const title =
  'a page of 50 from the memory storage, against the same page of 1,000 characters'
const FEW = 1_000
const MANY = Number(process.env.MANY ?? 1_000_000)
const PAGE = 50

/** How many characters are active and how many deleted, and which of them are listed. */
const CONTENDERS = {
  control: { active: FEW, deleted: 0, list: 'listCharacters' },
  [`${show(MANY)} characters`]: { active: MANY, deleted: 0, list: 'listCharacters' },
  [`1,000 characters and ${show(MANY)} deleted ones`]: {
    active: FEW,
    deleted: MANY,
    list: 'listCharacters',
  },
  [`deleted ones, of ${show(MANY)}`]: { active: 0, deleted: MANY, list: 'listDeletedCharacters' },
}

export const contenders = Object.keys(CONTENDERS)

export async function measure(contender) {
  const { active, deleted, list } = CONTENDERS[contender]
  const isOfDeleted = list === 'listDeletedCharacters'
  const [few, own] = [memoryStorage(), memoryStorage()]
  await fill(few, isOfDeleted ? 0 : FEW, isOfDeleted ? FEW : 0)
  await fill(own, active, deleted)
  const pages = (storage, size) => {
    // Of a thousand characters the cache holds all, of a million next to none: without it they compare.
    const service = new CharacterService({ storage, cacheTtlMs: 0 })
    const keyOf = isOfDeleted ? idOf : nameOf
    // A stride that meets pages all over, whatever the size.
    return (i) => service[list]({ limit: PAGE, after: keyOf((i * 7_919) % (size - PAGE - 1)) })
  }
  const baseline = pages(few, FEW)
  const paged = pages(own, isOfDeleted ? deleted : active)
  if ((await paged(1)).length !== PAGE) throw new Error('the page is not full')
  const calls = Number(process.env.CALLS ?? 5_000)
  const { ownNs, baselineNs, ratio, min, max } = await alternate(baseline, paged, calls)
  const goal = contender === 'control' ? {} : atMost(ratio, 2)
  return { µs: ownNs / 1_000, 'baseline µs': baselineNs / 1_000, ratio, min, max, ...goal }
}

async function fill(storage, active, deleted) {
  for (let i = 0; i < active; i++) await storage.insert(record(i), writeIdOf(i))
  for (let i = active; i < active + deleted; i++) {
    const head = await storage.insert(record(i - active, 'gone-'), writeIdOf(i))
    await storage.swap(head, {
      writeId: writeIdOf(i),
      set: { is_active: false },
      deletedAt: '2026-01-01T00:00:00.000Z',
    })
  }
}

function record(i, prefix = '') {
  return {
    id: prefix === '' ? idOf(i, 'a') : idOf(i),
    name: `${prefix}${nameOf(i)}`,
    display_name: 'Luna',
    personality: 'Friendly',
    system_prompt: 'You are Luna',
    traits: [],
    avatar_url: null,
    voice_settings: null,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    is_active: true,
    version_number: 1,
  }
}

function nameOf(i) {
  return `character-${String(i).padStart(8, '0')}`
}

function idOf(i, kind = 'b') {
  return kind + i.toString(16).padStart(23, '0')
}

function writeIdOf(i) {
  return i.toString(16).padStart(24, '0')
}

function show(count) {
  return count.toLocaleString('en')
}
