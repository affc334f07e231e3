import { expect, test } from 'vitest'
import { consumer } from './consumer.ts'

/** The oldest zod that is allowed, and the newest. */
test.each(['4.0.0', '4.6.7'])('a host extends the schemas with zod %s', async (zod) => {
  const project = await consumer('schemas', { zod })
  expect(await project.run('node', 'main.mjs')).toBe('extended\n')
})
