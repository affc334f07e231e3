import { luna } from '../support/characters.ts'
import type { Random } from '../support/random.ts'

/** What makes one kind of malformed request. */
export type Malform = (random: Random) => Buffer

const TARGETS = ['/characters', '/characters/luna', '/characters/luna/rollback']

/** A request with a body. */
function request(random: Random, body: string | Buffer, headers = '', target?: string): Buffer {
  const bytes = Buffer.from(body)
  const at = target ?? random.pick(TARGETS)
  const method = at === '/characters/luna' ? 'PUT' : 'POST'
  const type = headers.includes('content-type') ? '' : 'content-type: application/json\r\n'
  const head = `${method} ${at} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${type}${headers}`
  return Buffer.concat([Buffer.from(`${head}content-length: ${bytes.length}\r\n\r\n`), bytes])
}

function line(method: string, target: string | Buffer, headers = ''): Buffer {
  const end = ` HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers}\r\n`
  return Buffer.concat([Buffer.from(`${method} `), Buffer.from(target), Buffer.from(end)])
}

function randomBytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)))
}

/** Changes, drops or doubles a few bytes. */
function mutate(random: Random, bytes: Buffer): Buffer {
  const copy = [...bytes]
  for (let i = 1 + random.below(4); i > 0; i--) {
    const at = random.below(copy.length)
    const change = random.below(3)
    if (change === 0) copy[at] = random.below(256)
    else if (change === 1) copy.splice(at, 1 + random.below(8))
    else copy.splice(at, 0, ...copy.slice(at, at + random.below(16)))
  }
  return Buffer.from(copy)
}

function json(fields: object = {}): string {
  return JSON.stringify({ ...luna(), ...fields })
}

const ODD_VALUES = [
  'null',
  'true',
  '0',
  '-1',
  '1e400',
  '-1e400',
  '9223372036854775808',
  '123456789012345678901234567890',
  '0.1e-400',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '[]',
  '{}',
  '[[[[]]]]',
  '{"$gt":""}',
  '{"a.b":1}',
  '{"\\u0000":1}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"_bsontype":"ObjectId"}',
  '{"toJSON":1}',
  '"javascript:alert(1)"',
]
const FIELDS = [...Object.keys(luna()), 'avatar_url', 'voice_settings', 'id', 'version_number', 'x']

/** Every kind, by its name. */
export const MALFORMED: Readonly<Record<string, Malform>> = {
  'broken JSON': (random) => request(random, mutate(random, Buffer.from(json()))),
  truncated: (random) => {
    const whole = request(random, json())
    return whole.subarray(0, 1 + random.below(whole.length - 1))
  },
  'byte order mark': (random) => request(random, `\ufeff${json()}`),
  'UTF-16': (random) => {
    const text = Buffer.from(json(), 'utf16le')
    return request(random, random.below(2) ? text.swap16() : text)
  },
  'invalid UTF-8': (random) =>
    request(
      random,
      Buffer.from(
        json({ personality: 'a\xff\xc0\xaf\xed\xa0\x80'.slice(random.below(4)) }),
        'latin1',
      ),
    ),
  'random bytes as a body': (random) => request(random, randomBytes(random, random.below(200))),
  'duplicate keys': (random) => {
    const key = random.pick(FIELDS)
    return request(random, `{"${key}":${random.pick(ODD_VALUES)},"${key}":1,"name":"luna"}`)
  },
  deep: (random) => {
    const depth = 10 + random.below(7_000)
    const [open, close] = random.pick([
      ['[', ']'],
      ['{"a":', '}'],
    ])
    const nested = `${open?.repeat(depth)}1${random.below(2) ? close?.repeat(depth) : ''}`
    return request(random, `{"voice_settings":${nested}}`)
  },
  huge: (random) =>
    request(random, json({ personality: 'x'.repeat(40_000 + random.below(20_000)) })),
  'wrong types': (random) =>
    request(random, json().replace(/}$/, `,"${random.pick(FIELDS)}":${random.pick(ODD_VALUES)}}`)),
  'odd values': (random) => {
    const fields = Array.from({ length: 1 + random.below(4) }, () => random.pick(FIELDS))
    const body = [...new Set(fields)].map((field) => `"${field}":${random.pick(ODD_VALUES)}`)
    return request(random, `{${body.join(',')}}`)
  },
  'no object': (random) => request(random, random.pick(ODD_VALUES)),
  'odd content-type': (random) => {
    const types = ['', 'x', 'text/xml', 'application/json; charset=utf-7', '/', ';', 'a/b;c="']
    return request(random, json(), `content-type: ${random.pick(types)}\r\n`)
  },
  'odd framing': (random) => {
    const odd = [
      'content-length: -1',
      'content-length: 1e3',
      'content-length: 5\r\ncontent-length: 6',
      'transfer-encoding: chunked\r\ncontent-length: 5',
      'transfer-encoding: gzip',
      'transfer-encoding: chunked, chunked',
      'expect: 100-continue',
      'expect: x',
      'upgrade: h2c\r\nconnection: upgrade',
    ]
    return line('POST', '/characters', `${random.pick(odd)}\r\n`)
  },
  'odd chunks': (random) => {
    const chunks = [
      'zz\r\n{}\r\n0\r\n\r\n',
      '2\r\n{}',
      '2\r\n{}\r\n',
      'ffffffffff\r\n',
      '-1\r\n\r\n',
    ]
    const head = line(
      'POST',
      '/characters',
      'content-type: application/json\r\ntransfer-encoding: chunked\r\n',
    )
    return Buffer.concat([head, Buffer.from(random.pick(chunks))])
  },
  'odd methods': (random) => {
    const methods = ['PATCH', 'TRACE', 'CONNECT', 'PROPFIND', 'get', 'G ET', '', 'M-SEARCH', '\x00']
    return line(random.pick(methods), random.pick(TARGETS))
  },
  'odd paths': (random) => {
    const pieces = ['%', '%2F', '%00', '%C0%AF', '%ED%A0%80', '..', '.', '/', '//', '\\', ' ', '*']
    const more = ['-', 'deleted', 'restore', 'versions', '%ff', '?', '#', ';', ':', '\xe9', '%25']
    const path = Array.from({ length: 1 + random.below(5) }, () =>
      random.pick([...pieces, ...more]),
    )
    const target = `${random.pick(['/characters/', '/', 'http://x/characters/', ''])}${path.join('')}`
    return line(random.pick(['GET', 'DELETE', 'HEAD', 'OPTIONS']), Buffer.from(target, 'latin1'))
  },
  'random paths': (random) => {
    const raw = randomBytes(random, 1 + random.below(30)).toString('latin1')
    const target = random.below(2) ? raw.replace(/[\s\0]/g, '') : encodeURIComponent(raw)
    return line('GET', Buffer.from(`/characters/${target}`, 'latin1'))
  },
  'odd queries': (random) => {
    const values = ['', '%', '%ff', '0', '1001', '1e3', '-1', 'WyJjaGFyYWN0ZXJzIiwxXQ', '%00', '[]']
    const key = random.pick(['limit', 'cursor', 'limit=1&limit', '__proto__', '%'])
    const path = random.pick(['', '/-/deleted', '/luna/versions'])
    return line('GET', `/characters${path}?${key}=${random.pick(values)}`)
  },
  'odd conditions': (random) => {
    const values = ['', '*', '"', '""', 'W/', 'W/""', '"a","', ',,,', '"\xff"', 'x', '"0".1.safe"']
    const name = random.pick(['if-match', 'if-none-match'])
    return request(random, '{}', `${name}: ${random.pick(values)}\r\n`, '/characters/luna')
  },
  'random bytes': (random) => randomBytes(random, 1 + random.below(300)),
  'mutated requests': (random) => mutate(random, request(random, json())),
}
