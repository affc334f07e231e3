const HIDDEN = '***'
/** Shorter ones would be found in every other word. */
const MIN_LENGTH = 4
const CREDENTIALS = /(\w+:\/\/)[^\s/@'"]+@/g

/** Takes secrets out of what is said: drivers quote the address that they were given. */
export class Secrets {
  readonly #known = new Set<string>()

  /** What stands before the `@` of an address, as it is written and as it is meant. */
  addAddress(address: string): void {
    const credentials = /^\w[\w+.-]*:\/\/([^/]*)@/.exec(address)?.[1]
    if (credentials === undefined) return
    const password = credentials.slice(credentials.indexOf(':') + 1)
    for (const one of [password, decoded(password)]) this.add(one)
    // Others may stand among the options: a proxy has a password too.
    for (const [, value = ''] of address.matchAll(/[?&][^=&]*password=([^&]*)/gi)) {
      this.add(value)
      this.add(decoded(value))
    }
  }

  add(secret: string): void {
    if (secret.length >= MIN_LENGTH) this.#known.add(secret)
  }

  hide(text: string): string {
    let hidden = text.replace(CREDENTIALS, `$1${HIDDEN}@`)
    for (const secret of this.#known) hidden = hidden.replaceAll(secret, HIDDEN)
    return hidden
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
