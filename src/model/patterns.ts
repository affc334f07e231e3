import { WHITE_SPACE } from './blank.ts'

/**
 * Patterns for JSON Schema: what every valid value matches, in the words that ECMAScript, Python and
 * Rust share. What a pattern cannot say is checked beside it.
 */

/** A text without NUL that is not blank. */
export const TEXT_PATTERN: string = `^[^\\u0000]*[^\\u0000${WHITE_SPACE}][^\\u0000]*$`

/** Slashes, controls, private-use code points of the BMP. */
const NOT_IN_NAMES =
  '/\\\\\\u0000-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069\\ue000-\\uf8ff'
/** White space and punctuation of ASCII: a name that holds nothing else has no letter and no digit. */
const NOT_ALONE = '\\u0020-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u007e'

/** Text of more than punctuation, without slashes and controls: the rest is known to Unicode alone. */
export const NAME_PATTERN: string = `^[^${NOT_IN_NAMES}]*[^${NOT_IN_NAMES}${NOT_ALONE}][^${NOT_IN_NAMES}]*$`

const NOT_IN_URLS = `\\u0000-\\u001f\\u007f-\\u009f\\\\${WHITE_SPACE}`

/** An absolute http or https URL without credentials, or a path of the host's own; no white space, no controls. */
export const URL_PATTERN: string = `^([Hh][Tt][Tt][Pp][Ss]?://[^${NOT_IN_URLS}/?#@]+([/?#][^${NOT_IN_URLS}]*)?|/[^${NOT_IN_URLS}/][^${NOT_IN_URLS}]*)$`

/** A key that does not start with `$` and holds no NUL. */
export const KEY_PATTERN: string = '^[^$\\u0000][^\\u0000]*$'
