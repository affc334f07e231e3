import { expect, test } from 'vitest'
import { Secrets } from '../../src/cli/secrets.ts'
import { run } from './kit.ts'

const URI = 'mongodb://localhost:1/db'

test.each([
  [['list'], /--uri or MONGODB_URI, or --url/],
  [['--uri', URI, '--url', 'http://x/characters', 'list'], /--url and --uri exclude each other/],
  [['--url', 'http://x/characters', '--db', 'x', 'list'], /--url and --db/],
  [['--url', 'http://x/characters', '--tenant', 'x', 'list'], /--tenant is for the host/],
  [['--url', 'http://x/characters', '--by', 'x', 'list'], /--by is for the host/],
  [['--url', 'characters', 'list'], /--url must be/],
  [['--url', 'http://x/characters', '--header', 'nonsense', 'list'], /--header must be like/],
  [['--uri', URI, '--header', 'a: b', 'list'], /--header needs --url/],
])('%j is wrong use', async (given, says) => {
  const { status, out, err } = await run(given)
  expect([status, out]).toEqual([2, ''])
  expect(err).toMatch(says)
})

test.each([
  [
    'mongodb://luna:s3cr%40t-word@127.0.0.1:1/?serverSelectionTimeoutMS=300',
    ['s3cr%40t-word', 's3cr@t-word'],
  ],
  [
    'mongodb://luna:s3cret-word@no.such.host.invalid/?serverSelectionTimeoutMS=300',
    ['s3cret-word'],
  ],
  ['mongodb+srv://luna:s3cret-word@no.such.host.invalid', ['s3cret-word']],
  ['mongodb://luna:s3cret-word@[bad', ['s3cret-word']],
  ['mongodb://luna:s3cret/word@127.0.0.1:1', ['s3cret/word', 's3cret']],
  [
    'mongodb://127.0.0.1:1/?proxyHost=a&proxyUsername=b&proxyPassword=s3cret-word&serverSelectionTimeoutMS=1',
    ['s3cret-word'],
  ],
  ['luna:s3cret-word@127.0.0.1', ['s3cret-word']],
])('%s cannot be reached: an error in time, and the password nowhere', async (uri, secrets) => {
  for (const json of [[], ['--json']]) {
    for (const given of [
      [...json, '--uri', uri, 'list'],
      [...json, 'list'],
    ]) {
      const { status, out, err } = await run(given, { env: { MONGODB_URI: uri } })
      expect([status, out]).toEqual([1, ''])
      expect(err).not.toBe('')
      for (const secret of secrets) expect(err).not.toContain(secret)
    }
  }
})

test('a signal ends it', async () => {
  const signal = AbortSignal.abort()
  const { status, err } = await run(['validate', 'examples/characters'], { signal })
  expect([status, err]).toEqual([1, 'error: interrupted\n'])
})

test('whatever is said, no secret is said', () => {
  // Red when what a driver says is passed on as it is.
  const secrets = new Secrets()
  secrets.addAddress('mongodb://luna:s3cr%40t-word@host/?proxyPassword=an%20other')
  secrets.add('token-of-a-header')
  const said = [
    'cannot read mongodb://luna:s3cr%40t-word@host/',
    'password s3cr@t-word is wrong, s3cr%40t-word too, an other and an%20other',
    'elsewhere redis://user:unknown@host and https://a:b@c',
    'token-of-a-header',
  ].join('\n')
  const hidden = secrets.hide(said)
  for (const secret of ['s3cr', 't-word', 'an other', 'an%20', 'unknown', 'a:b', 'token']) {
    expect(hidden).not.toContain(secret)
  }
  expect(hidden).toContain('cannot read mongodb://***@host/')
})
