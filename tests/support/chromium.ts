import { existsSync } from 'node:fs'

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser of this machine: what `CHROMIUM` names, else that of the system. */
export const CHROMIUM = {
  name: 'Chromium',
  required: 'REQUIRE_BROWSER',
  program: findChromium(),
} as const

function findChromium(): string | null {
  const { CHROMIUM: named } = process.env
  return [...(named ? [named] : []), ...PROGRAMS].find(existsSync) ?? null
}
