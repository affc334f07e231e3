import { OURS, V2_KEYS, V3_ONLY } from './formats/places.ts'
import { at, isMap, isSame, type Json, type JsonMap, put } from './json.ts'

/** What a card must know of the format it came from, to be the same card again. */
const NOTES = [...OURS, 'notes']
const CARRIED = [...OURS, 'v3']

const V2_HEAD: JsonMap = { spec: 'chara_card_v2', spec_version: '2.0' }
const V3_HEAD: JsonMap = { spec: 'chara_card_v3', spec_version: '3.0' }

/** A card of V2 that says nothing, and what it came from. */
export function emptyV2(rest: JsonMap, restName: string): JsonMap {
  const data: JsonMap = {}
  for (const key of V2_KEYS) data[key] = key === 'tags' || key === 'alternate_greetings' ? [] : ''
  data.extensions = Object.keys(rest).length > 0 ? { dramatis: { [restName]: rest } } : {}
  return { ...V2_HEAD, data }
}

/** A character of elizaOS of which only the name is known, in the form that all of its releases read. */
export function emptyEliza(name: string, rest: Json | undefined): JsonMap {
  const card: JsonMap = { name, bio: [], adjectives: [], topics: [], messageExamples: [] }
  return { ...card, ...(isMap(rest) ? rest : {}) }
}

/** A card of V2 as one of V3. */
export function toV3(card: JsonMap): JsonMap {
  const data = card.data as JsonMap
  const direct = V3_ONLY.filter((key) => Object.hasOwn(data, key))
  const carried = at(card, CARRIED)
  const notes = takeNotes(card, data)
  if (isMap(carried)) Object.assign(data, carried)
  const isBare = notes.is_bare === true || data.group_only_greetings !== undefined
  if (!isBare) data.group_only_greetings = []
  const next: JsonMap = {}
  if (direct.length > 0) next.direct = direct
  const rest = noteHead(card, V2_HEAD, next)
  leaveNotes(data, next, null)
  return { ...(isMap(notes.head) ? notes.head : V3_HEAD), ...rest }
}

/** A card of V3 as one of V2: what V2 has no field for is kept among the extensions. */
export function toV2(card: JsonMap): JsonMap {
  const data = card.data as JsonMap
  const notes = takeNotes(card, data)
  const direct = Array.isArray(notes.direct) ? notes.direct : []
  const next: JsonMap = {}
  if (!Object.hasOwn(data, 'group_only_greetings')) next.is_bare = true
  const rest = noteHead(card, V3_HEAD, next)
  const carried: JsonMap = {}
  for (const key of V3_ONLY) {
    const value = data[key]
    if (value === undefined || direct.includes(key)) continue
    delete data[key]
    if (key !== 'group_only_greetings' || !isSame(value, [])) carried[key] = value
  }
  leaveNotes(data, next, Object.keys(carried).length > 0 ? carried : null)
  return { ...(isMap(notes.head) ? notes.head : V2_HEAD), ...rest }
}

/** A card without what says its version, which is noted where it is not as it should be. */
function noteHead(card: JsonMap, usual: JsonMap, notes: JsonMap): JsonMap {
  const { spec, spec_version, ...rest } = card
  const head: JsonMap = {}
  if (spec !== undefined) head.spec = spec
  if (spec_version !== undefined) head.spec_version = spec_version
  if (!isSame(head, usual)) notes.head = head
  return rest
}

/** Takes what an earlier conversion left in a card out of it. */
function takeNotes(card: JsonMap, data: JsonMap): JsonMap {
  const notes = at(card, NOTES)
  const ours = at(card, OURS)
  if (!isMap(ours) || !isMap(data.extensions)) return {}
  const had = Object.hasOwn(ours, 'notes') || Object.hasOwn(ours, 'v3')
  delete ours.notes
  delete ours.v3
  if (had && Object.keys(ours).length === 0) delete data.extensions.dramatis
  if (!isMap(notes)) return {}
  if (notes.extensions !== undefined) data.extensions = notes.extensions
  else if (notes.has_extensions === false) delete data.extensions
  return notes
}

/** Leaves what the next conversion must know, and what the format has no field for. */
function leaveNotes(data: JsonMap, notes: JsonMap, carried: JsonMap | null): void {
  if (Object.keys(notes).length === 0 && carried === null) return
  const { extensions } = data
  if (!isMap(extensions)) {
    if (extensions === undefined) notes.has_extensions = false
    else notes.extensions = extensions
  }
  const root: JsonMap = { data }
  if (Object.keys(notes).length > 0) put(root, NOTES, notes)
  if (carried !== null) put(root, CARRIED, carried)
}
