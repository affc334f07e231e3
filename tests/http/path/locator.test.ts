import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { PathLocator } from '../../../src/http/path/locator.ts'
import { figure } from '../../support/sizes.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is alive on the heap, in MiB. */
function heapMiB(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 1_048_576
}

test('a path that was decoded means the same ever after', () => {
  const locator = new PathLocator('/characters', false)
  const first = locator.locate('/characters/Professor%20Vega')
  expect(first?.parts()).toMatchObject({ spelling: 'Professor Vega', name: 'professor vega' })
  expect(locator.locate('/characters/Professor%20Vega')).toBe(first)
  expect(locator.locate('/characters/Professor%20Vega/')?.parts().name).toBe('professor vega')
})

test('a path that cannot be decoded fails every time', () => {
  const locator = new PathLocator('', false)
  for (let i = 0; i < 3; i++) {
    expect(() => locator.locate('/%ff')?.parts()).toThrow('percent-encoded')
    expect(() => locator.locate('/a%2Fb')?.parts()).toThrow("'/'")
  }
})

// Red when the parts kept are parts of the strings given: each would keep a whole URL alive.
test('any number of paths, cut from long URLs, costs a bounded memory', () => {
  const locator = new PathLocator('/characters', false)
  const before = heapMiB()
  for (let i = 0; i < 100_000; i++) {
    const url = `http://${'x'.repeat(8_000)}${i}/characters/name-${i}`
    expect(locator.locate(url.slice(url.indexOf('/characters')))?.parts().name).toBe(`name-${i}`)
  }
  const grown = heapMiB() - before
  expect(grown).toBeLessThan(20)
  // Not collected with all that it keeps.
  expect(locator.locate('/characters/name-99999')?.parts().name).toBe('name-99999')
  figure('paths', `100,000 cut from URLs of 8 KB: heap ${grown.toFixed(1)} MiB up`)
})
