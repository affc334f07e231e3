import { describe, expect, test } from 'vitest'
import { renderTemplate } from '../../src/prompt/render-template.ts'
import { keeper } from './character.ts'

const variables = {
  Weather: 'rain',
  weather: 'snow',
  lamps: 3,
  lit: true,
  ships: ['Ida', 2, false],
  none: [],
  nothing: null,
  absent: undefined,
}

const render = (text: string, seed?: string): string =>
  renderTemplate(text, { character: keeper, user: 'Ann', variables, seed }).text

describe('a macro', () => {
  test.each([
    ['{{char}}', 'Mara'],
    ['{{user}}', 'Ann'],
    ['{{name}}', 'mara'],
    ['{{personality}}', keeper.personality],
    ['{{description}}', keeper.personality],
    ['{{scenario}}', keeper.scenario],
    ['{{system_prompt}}', keeper.system_prompt],
    ['{{traits}}', 'patient, dry-witted'],
    ['{{version_number}} {{is_active}}', '3 true'],
    ['{{original}}', ''],
    ['{{agentName}}', 'Mara'],
    ['{{user1}} {{user2}} {{random_user_1}}', 'Ann Ann Ann'],
    ['<BOT> <CHAR> <USER>', 'Mara Mara Ann'],
    ['<bot> <Char> <user>', 'Mara Mara Ann'],
    ['{{CHAR}} {{ char }} {{\n\tUser }}', 'Mara Mara Ann'],
    ['{{Weather}} {{weather}} {{WEATHER}}', 'rain snow rain'],
    ['{{lamps}} {{lit}} {{ships}} {{none}}', '3 true Ida, 2, false '],
    ['a{{// not this {{char}} }}b{{//}}c', 'abc'],
    ['a{{comment: not this}}b{{hidden_key:x}}c{{noop}}d', 'abcd'],
    ['a{{newline}}b', 'a\nb'],
    ['a \n\r\n{{trim}}\n\n b', 'a  b'],
    ['{{newline}}{{trim}}{{newline}}', '\n\n'],
    ['{{reverse:abc}} {{reverse::a b }} {{reverse Mara}}', 'cba b a araM'],
    ['{{reverse:ä🦊}}', '🦊ä'],
    ['{{random:only}}{{random: }}{{random::}}', 'only'],
    ['{{pick:a\\,b}}', 'a,b'],
    [
      '{{roll:1}} {{roll:d1}} {{roll:3d1}} {{roll:2d1+5}} {{roll:: D1-1 }} {{roll 1}}',
      '1 1 3 7 0 1',
    ],
    ['\\{{char}} \\{{{{char}}}}', '{{char}} {{Mara}}'],
    ['{{{char}}} {{{{char}}}}', '{Mara} {{Mara}}'],
  ])('%j is %j', (text, wanted) => {
    expect(render(text)).toBe(wanted)
  })

  test.each([
    '{{nobody}}',
    '{{}}',
    '{{ch ar}}',
    '{{char',
    'char}}',
    '{char}',
    '{{nothing}}',
    '{{absent}}',
    '{{voice_settings}}',
    '{{avatar_url}}',
    '{{__proto__}}',
    '{{constructor}}',
    '{{toString}}',
    '{{hasOwnProperty}}',
    '{{roll:}}',
    '{{roll:d0}}',
    '{{roll:101d6}}',
    '{{roll:1e3}}',
    '{{random}}',
    '{{ pick }}',
    '{{process.env}}',
    '{{1+1}}',
    '<USER',
    '\\,',
  ])('%j is none, and is kept as it stands', (text) => {
    expect(render(text)).toBe(text)
  })

  test('keeps its name out of what it stands for, where that is unknown', () => {
    expect(render('{{nobody {{char}} }}')).toBe('{{nobody Mara }}')
    const left = renderTemplate('a{{nobody {{char}} }}b', { character: keeper, missing: 'empty' })
    expect(left).toEqual({ text: 'ab', variables: [] })
  })
})

describe('a choice', () => {
  const all = (text: string): Set<string> =>
    new Set(Array.from({ length: 200 }, (_, seed) => render(text, `seed ${seed}`)))

  test.each([
    ['{{random:a, b ,c}}', ['a', 'b', 'c']],
    ['{{random::a::b, c}}', ['a', 'b, c']],
    ['{{random a,b}}', ['a', 'b']],
    ['{{pick:a\\,b,c}}', ['a,b', 'c']],
    ['{{pick::a\\,b::}}', ['a,b', '']],
    ['{{random:{{char}},<USER>}}', ['Mara', 'Ann']],
    ['{{random:{{random:a,b}},{{nobody:x,y}}}}', ['a', 'b', '{{nobody:x,y}}']],
    ['{{random:{{ships}}}}', ['Ida, 2, false']],
    ['{{roll:3}}', ['1', '2', '3']],
    ['{{roll:2d2}}', ['2', '3', '4']],
  ])('%j is one of %j', (text, wanted) => {
    expect([...all(text)].sort()).toEqual([...wanted].sort())
  })
})

describe('the names that a text used', () => {
  test('are given once each, in their order, as they are spelled where they are defined', () => {
    const text =
      '{{MOOD}}{{weather}} {{nobody}}{{User}}{{newline}}<BOT>{{char}}{{AGENTNAME}}{{user}}'
    const character = { ...keeper, mood: 'calm' }
    const { variables: used } = renderTemplate(text, { character, variables })
    expect(used).toEqual(['mood', 'weather', 'user', 'char', 'agentName'])
  })
})

describe('who talks', () => {
  test('the character goes by its nickname, unless that is blank', () => {
    const called = (nickname: unknown): string =>
      renderTemplate('{{char}}', { character: { display_name: 'Mara', nickname } }).text
    expect([called('Mo'), called(' '), called(null), called(undefined)]).toEqual([
      ...['Mo', 'Mara', 'Mara', 'Mara'],
    ])
  })

  test('the user is called User, unless a name is given', () => {
    expect(renderTemplate('{{user}}', { character: keeper }).text).toBe('User')
  })

  test('a variable goes before everything, an attribute before the other names of a field', () => {
    const character = { ...keeper, description: 'tall', user: 'owner', char: 'x', mood: 'calm' }
    const text = '{{description}} {{user}} {{char}} {{mood}}'
    expect(renderTemplate(text, { character }).text).toBe('tall User Mara calm')
    const own = { description: 'a', USER: 'b', char: 'c', mood: 'd' }
    expect(renderTemplate(text, { character, variables: own }).text).toBe('a b c d')
  })
})
