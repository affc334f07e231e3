import { CharacterNameInvalidError } from '../errors.ts'
import { isWithin, LIMITS } from './limits.ts'

const PLAIN = /^[a-z0-9][a-z0-9._-]*$/
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu
const WHITE_SPACE = /\p{White_Space}+/gu
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u
const BIDI_CONTROL = /[\u202a-\u202e\u2066-\u2069]/u
/** Control, unassigned, private-use; surrogates are told apart before. */
const UNPRINTABLE = /[\p{Cc}\p{Cn}\p{Co}]/u

/**
 * The one spelling of a name under which it is stored, cached and compared: upper and lower case,
 * full-width and composed or decomposed spellings of one name meet in it (Unicode NFKC, locale
 * independent). Idempotent.
 *
 * A name is printable text of 1 to 100 code points with at least one letter or digit, without `/` and
 * `\`, and is not `.` or `..`.
 *
 * @throws {CharacterNameInvalidError} when it is not a name; the message says which rule it breaks
 *
 * @example
 * ```ts
 * canonicalName('  Ｌｕｎａ ') // 'luna'
 * ```
 */
export function canonicalName(name: string): string {
  if (typeof name !== 'string') throw new CharacterNameInvalidError('it must be a string')
  if (name.length <= LIMITS.name && PLAIN.test(name)) return name
  const complaint = complaintAbout(name)
  if (complaint !== null) throw new CharacterNameInvalidError(complaint)
  const canonical = canonicalForm(name)
  const second = complaintAbout(canonical)
  if (second !== null) throw new CharacterNameInvalidError(`in canonical form, ${second}`)
  return canonical
}

/** Which rule a text breaks as a name; `null` when it is one. */
export function describeInvalidName(name: string): string | null {
  return complaintAbout(name) ?? complaintAbout(canonicalForm(name))
}

function complaintAbout(name: string): string | null {
  if (!isWithin(name, LIMITS.name)) {
    return `it must hold at most ${LIMITS.name} code points`
  }
  if (!name.isWellFormed()) return 'it holds a lone surrogate'
  if (BIDI_CONTROL.test(name)) return 'it holds a bidirectional control character'
  if (UNPRINTABLE.test(name)) {
    return 'it holds a control, private-use or unassigned character'
  }
  if (/[/\\]/.test(name)) return "it must not hold '/' or '\\'"
  // What is `.` or `..`, or blank, has no letter or digit either.
  if (!LETTER_OR_DIGIT.test(name)) return 'it must hold a letter or a digit'
  return null
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
