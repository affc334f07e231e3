import { describeValue } from '../describe-value.ts'
import { unknownOption } from '../known-options.ts'
import { type CharacterLimits, DEFAULT_LIMITS, MAX_NAME } from './limits.ts'

/** What a limit comes to in UTF-8, at the most. */
export interface LimitSize {
  readonly limit: keyof CharacterLimits
  /** How it comes about: `systemPrompt 100000 × 4`. */
  readonly sum: string
  readonly bytes: number
}

/** 16 MiB, the bound of a MongoDB document, less what the library keeps beside the content. */
const MAX_CONTENT_BYTES = 15 * 1024 * 1024
const BYTES_PER_CODE_POINT = 4
/** What a value takes in BSON beside what it takes in JSON. */
const BYTES_PER_VALUE = 16

/**
 * The limits of a model: those that it sets, and for the others what holds without.
 *
 * @param attributes how many attributes the model has
 * @throws {TypeError} when one is no limit, or when all together allow more than a document holds
 */
export function checkLimits(given: unknown, attributes: number): CharacterLimits {
  if (given === undefined) return DEFAULT_LIMITS
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw refusal(`limits must be an object, got ${describeValue(given)}`)
  }
  const limits: { -readonly [limit in keyof CharacterLimits]: number } = { ...DEFAULT_LIMITS }
  for (const [limit, value] of Object.entries(given)) {
    if (!isLimit(limit)) {
      throw unknownOption('defineCharacterModel', 'limit', limit, limits)
    }
    if (value === undefined) continue
    if (!Number.isSafeInteger(value) || value < 1) {
      throw refusal(`limits.${limit} must be an integer of at least 1, got ${describeValue(value)}`)
    }
    limits[limit] = value
  }
  checkSum(limits, attributes)
  return Object.freeze(limits)
}

/** How large the fields of a client may get under these limits. */
export function sizesOf(limits: CharacterLimits): readonly LimitSize[] {
  const { traits, trait, voiceSettingsBytes, attributesBytes } = limits
  const text = (
    limit: 'displayName' | 'personality' | 'systemPrompt' | 'avatarUrl',
  ): LimitSize => ({
    limit,
    sum: `${limit} ${limits[limit]} × ${BYTES_PER_CODE_POINT}`,
    bytes: limits[limit] * BYTES_PER_CODE_POINT,
  })
  return [
    ...(['displayName', 'personality', 'systemPrompt', 'avatarUrl'] as const).map(text),
    {
      limit: 'traits',
      sum: `traits ${traits} × (trait ${trait} × ${BYTES_PER_CODE_POINT} + ${BYTES_PER_VALUE})`,
      bytes: traits * (trait * BYTES_PER_CODE_POINT + BYTES_PER_VALUE),
    },
    {
      limit: 'voiceSettingsBytes',
      sum: `voiceSettingsBytes ${voiceSettingsBytes}`,
      bytes: voiceSettingsBytes,
    },
    { limit: 'attributesBytes', sum: `attributesBytes ${attributesBytes}`, bytes: attributesBytes },
  ]
}

function checkSum(limits: CharacterLimits, attributes: number): void {
  const { voiceSettingsBytes, attributesBytes, values } = limits
  // A value takes two bytes of JSON at the least.
  const inVoice = Math.min(values, voiceSettingsBytes / 2)
  const inAttributes = Math.min(values * Math.max(attributes, 1), attributesBytes / 2)
  const counted = Math.ceil(inVoice + inAttributes)
  const sizes = sizesOf(limits)
  const bytes =
    sizes.reduce((sum, size) => sum + size.bytes, 0) +
    MAX_NAME * BYTES_PER_CODE_POINT +
    counted * BYTES_PER_VALUE
  if (bytes <= MAX_CONTENT_BYTES) return
  const sums = [
    `name ${MAX_NAME} × ${BYTES_PER_CODE_POINT}`,
    ...sizes.map(({ sum }) => sum),
    `values ${counted} × ${BYTES_PER_VALUE}`,
  ]
  throw refusal(
    `limits allow a character of ${bytes} bytes, and a document of 16 MiB holds ${MAX_CONTENT_BYTES} beside what the library keeps in it: ${sums.join(' + ')}`,
  )
}

function isLimit(limit: string): limit is keyof CharacterLimits {
  return Object.hasOwn(DEFAULT_LIMITS, limit)
}

function refusal(sentence: string): TypeError {
  return new TypeError(`defineCharacterModel: ${sentence}`)
}
