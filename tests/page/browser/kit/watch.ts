import type { BrowserContext } from 'playwright-core'

/** What the browser of one person said and asked for. */
export interface Watch {
  /** What no test may see: errors and warnings, breaches of the CSP, dialogs of scripts, requests elsewhere. */
  readonly faults: readonly string[]
  /** Refusals by the server, which a browser prints as errors: a test that provokes none has none. */
  readonly refusals: readonly string[]
  /** `GET /characters?limit=50` of every request, in their order. */
  readonly requests: readonly string[]
}

const REFUSED = /^Failed to load resource: /

/** Looks on from now. */
export async function watch(context: BrowserContext, origin: string): Promise<Watch> {
  const faults: string[] = []
  const refusals: string[] = []
  const requests: string[] = []
  // Runs before any script of the page, and is not subject to its CSP.
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`CSP: ${violatedDirective} of ${blockedURI}`)
    })
  })
  context.on('console', (message) => {
    const [type, text] = [message.type(), message.text()]
    if (REFUSED.test(text)) refusals.push(`${text} ${message.location().url}`)
    else if (type === 'error' || type === 'warning') faults.push(`${type}: ${text}`)
  })
  context.on('weberror', (error) => faults.push(`thrown: ${error.error()}`))
  context.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.type()} ${dialog.message()}`)
    // The page may go while it is asked.
    dialog.accept().catch(() => {})
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.origin === origin) requests.push(`${request.method()} ${url.pathname}${url.search}`)
    else if (!/^(blob|data):$/.test(url.protocol)) faults.push(`asked elsewhere: ${url}`)
  })
  return { faults, refusals, requests }
}
