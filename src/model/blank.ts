/** All of Unicode's white space, and the byte order mark, as a class of a pattern has it. */
export const WHITE_SPACE: string =
  '\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff'

const NOT_BLANK = new RegExp(`[^${WHITE_SPACE}]`)

/** Whether a text holds white space alone, or nothing. */
export function isBlank(text: string): boolean {
  return !NOT_BLANK.test(text)
}
