import { at, isMap, type Json } from '../json.ts'
import { type Kind, TEXT } from './kinds.ts'

const START = '<START>'
/** A line that begins a turn. */
const TURN = /^([^\n:]{1,100}): ?(.*)$/
const CHAR = '{{char}}'
const USER = '{{user}}'

/**
 * Conversations of elizaOS: lists of turns, of `{ user, content: { text } }` at first, then of
 * `{ name, content: { text } }`, then of `{ examples: […] }`. As a text they are what cards have.
 */
export function turns(agent: string): Kind {
  return {
    expected: 'a list of conversations',
    isExpected: Array.isArray,
    read: (raw) => (Array.isArray(raw) ? raw.map((one) => blockOf(one, agent)).join('\n') : ''),
    write: (value, raw) => conversationsOf(String(value), agent, Array.isArray(raw) ? raw[0] : []),
    isExact: false,
  }
}

function blockOf(conversation: Json, agent: string): string {
  const list = isMap(conversation) ? conversation.examples : conversation
  const lines = (Array.isArray(list) ? list : []).map((turn) => {
    const speaker = TEXT.read(at(turn, ['name']) ?? at(turn, ['user']))
    return `${speakerOf(String(speaker), agent)}: ${TEXT.read(at(turn, ['content', 'text']))}`
  })
  return [START, ...lines].join('\n')
}

function speakerOf(speaker: string, agent: string): string {
  if (speaker === agent || speaker === '{{agentName}}') return CHAR
  return /^\{\{user\d*\}\}$/.test(speaker) ? USER : speaker
}

/** @param like a conversation whose form the new ones take */
function conversationsOf(text: string, agent: string, like: Json | undefined): Json[] {
  const first = isMap(like) ? at(like, ['examples']) : like
  const isOld = Array.isArray(first) && at(first[0], ['user']) !== undefined
  const blocks = text.split(START).filter((block) => block.trim() !== '')
  return blocks.map((block) => {
    const list = turnsOf(block).map(([speaker, said]): Json => {
      const name = speaker === CHAR ? agent : speaker === USER ? '{{user1}}' : speaker
      return { [isOld ? 'user' : 'name']: name, content: { text: said } }
    })
    return isMap(like) ? { examples: list } : list
  })
}

function turnsOf(block: string): [speaker: string, said: string][] {
  const found: [string, string][] = []
  for (const line of block.trim().split('\n')) {
    const [, speaker, said = ''] = TURN.exec(line) ?? []
    const last = found.at(-1)
    if (speaker !== undefined) found.push([speaker, said])
    else if (last !== undefined) last[1] += `\n${line}`
    else found.push([USER, line])
  }
  return found
}
