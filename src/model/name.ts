import { CharacterNameInvalidError } from '../errors.ts'
import { MAX_NAME } from './limits.ts'
import { complaintAtSight, NO_STRING, UNTOLD } from './spelling.ts'

/** Such a name is its own canonical form, but for its case. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._-]*$/
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu
const WHITE_SPACE = /\p{White_Space}+/gu
/** A letter, a digit, an emoji or another pictograph, the letters of flags, a keycap. */
const TELLING = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]|[#*]\u20e3/u
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/[\u202a-\u202e\u2066-\u2069]/u, 'must not hold a bidirectional control'],
  [/\p{Cc}/u, 'must not hold a control character'],
  [/\p{Co}/u, 'must not hold a private-use code point'],
  [/\p{Cn}/u, 'must not hold an unassigned code point'],
]

/**
 * The one spelling of a name under which it is stored, cached and compared: upper and lower case,
 * full-width and composed or decomposed spellings of one name meet in it (Unicode NFKC, locale
 * independent). What is invisible tells no names apart: variation selectors, joiners and tags go, so that
 * `❤️` is `❤`, and `👩‍🚀` is `👩🚀`. Idempotent.
 *
 * A name is printable text of 1 to 100 code points with at least one letter, digit or pictograph, without
 * `/` and `\`, and is not `.` or `..`.
 *
 * @throws {CharacterNameInvalidError} when it is not a name; the message says which rule it breaks
 *
 * @example
 * ```ts
 * canonicalName('  Ｌｕｎａ ') // 'luna'
 * ```
 *
 * @category Characters
 */
export function canonicalName(name: string): string {
  if (typeof name !== 'string') throw new CharacterNameInvalidError(NO_STRING)
  if (name.length <= MAX_NAME && PLAIN.test(name)) return name.toLowerCase()
  const complaint = complaintAbout(name)
  if (complaint !== null) throw new CharacterNameInvalidError(complaint)
  const canonical = canonicalForm(name)
  const second = complaintAboutCanonical(canonical)
  if (second !== null) throw new CharacterNameInvalidError(second)
  return canonical
}

/** Which rule a text breaks as a name; `null` when it is one. */
export function describeInvalidName(name: string): string | null {
  if (name.length <= MAX_NAME && PLAIN.test(name)) return null
  return complaintAbout(name) ?? complaintAboutCanonical(canonicalForm(name))
}

function complaintAboutCanonical(canonical: string): string | null {
  const complaint = complaintAbout(canonical)
  if (complaint !== null) return `${complaint} (in canonical form)`
  // What is empty, blank, `.` or `..` has none either.
  return TELLING.test(canonical) ? null : UNTOLD
}

function complaintAbout(name: string): string | null {
  return complaintAtSight(name) ?? REFUSED.find(([refused]) => refused.test(name))?.[1] ?? null
}

/**
 * Lower case is taken before and after upper case, so that letters with several lower-case forms
 * meet; compatibility forms are taken apart before and put together afterwards.
 */
function canonicalForm(name: string): string {
  const folded = strip(name).normalize('NFKD').toLowerCase().toUpperCase().toLowerCase()
  return strip(folded.normalize('NFKC'))
}

function strip(text: string): string {
  return text.replace(IGNORABLE, '').replace(WHITE_SPACE, ' ').trim()
}
