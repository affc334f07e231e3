import { defineConfig } from 'vitest/config'
import { PAGE, PROCESSES, SOURCES } from './vitest.config.ts'

/** Tests of the sources that take long: `npm run test:processes`, a part of `npm run check`. */
export default defineConfig({ define: PAGE, test: { ...SOURCES, include: [...PROCESSES] } })
