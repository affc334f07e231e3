import { malformed, notFound, unsupported } from '../card-error.ts'
import { isMap, type Json, type JsonMap } from '../json.ts'

/**
 * A format of cards that is read.
 *
 * @category Cards
 */
export type CardFormat = 'v1' | 'v2' | 'v3' | 'pygmalion' | 'eliza'

const SPECS: { readonly [spec: string]: CardFormat } = { chara_card_v2: 'v2', chara_card_v3: 'v3' }
const V1_KEYS = ['description', 'personality', 'scenario', 'first_mes', 'mes_example']
const ELIZA_KEYS = ['bio', 'lore', 'messageExamples', 'modelProvider', 'adjectives', 'postExamples']

/**
 * What kind of card it is.
 *
 * @throws {CardError} `CARD_NOT_FOUND`, `CARD_UNSUPPORTED` or `CARD_MALFORMED`
 */
export function formatOf(json: Json): { readonly format: CardFormat; readonly root: JsonMap } {
  if (!isMap(json)) throw notFound('The JSON is no card')
  return { format: detect(json), root: json }
}

function detect(root: JsonMap): CardFormat {
  const has = (key: string): boolean => Object.hasOwn(root, key)
  const spec = typeof root.spec === 'string' ? root.spec.toLowerCase() : ''
  const known = Object.hasOwn(SPECS, spec) ? SPECS[spec] : undefined
  const data = has('data') ? root.data : undefined
  if (isMap(data) && known !== undefined) return known
  const speaks = has('first_mes') || has('mes_example')
  // Lorebooks have names and descriptions too.
  if (spec.startsWith('lorebook') || root.type === 'risu' || (has('entries') && !speaks)) {
    throw unsupported('The JSON is a lorebook, and no character')
  }
  if (isMap(data) && spec === '' && isV1(data)) return 'v2'
  // What says that it is of our own fields needs no reading.
  if (has('display_name') && has('system_prompt') && has('traits'))
    throw notFound('The JSON is no card')
  if (isV1(root) && (speaks || !has('bio'))) return 'v1'
  if (has('char_name') || has('char_persona')) return 'pygmalion'
  if (ELIZA_KEYS.some(has) || (has('system') && has('name'))) return 'eliza'
  if (known !== undefined) throw malformed('The card has no data')
  if (spec !== '') throw unsupported('The card has an unknown format')
  throw notFound('The JSON is no card')
}

function isV1(json: JsonMap): boolean {
  const count = V1_KEYS.filter((key) => Object.hasOwn(json, key)).length
  return count > 1 || (count === 1 && Object.hasOwn(json, 'name'))
}
