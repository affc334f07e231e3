import { describe, expect, test } from 'vitest'
import { packageImports, programsOf, snippetsOf } from './snippets.ts'

const DOCUMENT = [
  'text ```ts no block``` text',
  '```sh',
  'npm i dramatis # ```',
  '```',
  '```ts run',
  'const a = 1',
  '```',
  '',
  '  ~~~ts continues',
  '  ```',
  '  a + 1',
  '~~~~',
  '````ts',
  '```',
  '````',
].join('\n')

describe('the snippets of a document', () => {
  test('are found with their line, their marks and their code', () => {
    expect(snippetsOf(DOCUMENT, ['ts'])).toEqual([
      { line: 5, code: 'const a = 1', marks: ['run'] },
      { line: 9, code: '  ```\n  a + 1', marks: ['continues'] },
      { line: 13, code: '```', marks: [] },
    ])
    expect(snippetsOf(DOCUMENT, ['sh'])).toHaveLength(1)
  })

  test('must end', () => {
    expect(() => snippetsOf('a\n```ts\ncode', ['ts'])).toThrow('line 2')
  })

  test('make programs with what they continue', () => {
    const [first, second, third] = programsOf(snippetsOf(DOCUMENT, ['ts']))
    expect(first).toMatchObject({ code: 'const a = 1', runs: true })
    expect(second).toMatchObject({ code: 'const a = 1\n  ```\n  a + 1', runs: false })
    expect(third).toMatchObject({ code: '```' })
  })
})

test('the imports of the package are found in code and in comments', () => {
  const text = `
    import { a, type B as C } from 'dramatis'
    import 'dramatis/koa'
    const { d } = require('dramatis/node')
    await import("dramatis/redis")
    import { other } from 'elsewhere'
    /**
     * import {
     *   e,
     * } from 'dramatis/testing'
     */`
  expect(packageImports(text)).toEqual([
    { entry: 'dramatis', names: ['a', 'B'] },
    { entry: 'dramatis/koa', names: [] },
    { entry: 'dramatis/node', names: [] },
    { entry: 'dramatis/redis', names: [] },
    { entry: 'dramatis/testing', names: ['e'] },
  ])
})
