import { defineConfig } from 'vitest/config'
import { PROCESSES, SOURCES } from './vitest.config.ts'

/** Tests of the sources that take long: `npm run test:processes`, a part of `npm run check`. */
export default defineConfig({ test: { ...SOURCES, include: [...PROCESSES] } })
