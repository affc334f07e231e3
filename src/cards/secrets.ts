import type { Json } from './json.ts'
import type { Warnings } from './warnings.ts'

/** A key whose value is nobody's business, whatever it is. */
const SECRETS = /^secrets?$/i
/** A key that names a credential. */
const CREDENTIAL =
  /(api|access|private|secret|auth|encryption|signing)[_-]?key$|(secret|token|password|passwd|passphrase|mnemonic|seed[_-]?phrase|credentials?|cookies?)$/i
/** A URL with a password. */
const URL_WITH_PASSWORD = /^[\w+.-]+:\/\/[^/?#\s:@]*:[^/?#\s@]+@/

/** Takes the secrets out of a character of elizaOS, wherever they stand. */
export function dropSecrets(
  json: Json,
  warnings: Warnings,
  path: readonly (string | number)[] = [],
): void {
  if (typeof json !== 'object' || json === null) return
  for (const [key, value] of Object.entries(json)) {
    const here = [...path, Array.isArray(json) ? Number(key) : key]
    if (!Array.isArray(json) && isSecret(key, value)) {
      delete json[key]
      warnings.add(here, 'is a secret: it was dropped, and is stored nowhere')
    } else dropSecrets(value, warnings, here)
  }
}

function isSecret(key: string, value: Json): boolean {
  if (SECRETS.test(key)) return true
  if (typeof value === 'string' && URL_WITH_PASSWORD.test(value)) return true
  return CREDENTIAL.test(key) && value !== null && typeof value !== 'boolean' && value !== ''
}
