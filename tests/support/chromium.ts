import { existsSync } from 'node:fs'

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser of this machine: what `CHROMIUM` names, else that of the system; `null` where there is none. */
export function findChromium(): string | null {
  const { CHROMIUM } = process.env
  return [...(CHROMIUM ? [CHROMIUM] : []), ...PROGRAMS].find(existsSync) ?? null
}
