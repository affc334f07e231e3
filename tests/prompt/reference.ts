/**
 * What rendering a template means, said as plainly as it goes: a tree of the braces, walked by
 * recursion, with regular expressions and copies of strings. Slow, and written apart from the sources.
 */
export interface ReferenceOptions {
  readonly values: readonly (readonly [name: string, text: string])[]
  readonly missing: 'keep' | 'empty' | 'error'
  readonly seed: string
}

export type ReferenceResult =
  | { readonly text: string; readonly variables: readonly string[] }
  | { readonly unknownAt: number }

type Node = string | Braces | Sign
interface Braces {
  readonly raw: string
  readonly at: number
  readonly children: Node[]
}
/** Escaped braces, or a tag. */
interface Sign {
  readonly sign: string
}

class Unknown {
  readonly at: number
  constructor(at: number) {
    this.at = at
  }
}

export function referenceRender(text: string, options: ReferenceOptions): ReferenceResult {
  const used: string[] = []
  try {
    const rendered = renderNodes(parse(text), false, { ...options, used })
    return { text: rendered, variables: [...new Set(used)] }
  } catch (error) {
    if (error instanceof Unknown) return { unknownAt: error.at }
    throw error
  }
}

function parse(text: string): Node[] {
  const stack: { at: number; children: Node[] }[] = [{ at: 0, children: [] }]
  const add = (node: Node): void => {
    const children = stack.at(-1)?.children ?? []
    const last = children.at(-1)
    if (typeof node === 'string' && typeof last === 'string') children.splice(-1, 1, last + node)
    else children.push(node)
  }
  for (const { 0: token, index } of text.matchAll(
    /\\\{\{|\{(?=(?:\{\{)+(?!\{))|\{\{|\}\}|<(?:user|bot|char)>|[\s\S]/gi,
  )) {
    if (token === '{{') stack.push({ at: index, children: [] })
    else if (token === '}}' && stack.length > 1) {
      const { at, children } = stack.pop() ?? { at: 0, children: [] }
      add({ raw: text.slice(at + 2, index), at, children })
    } else if (token === '\\{{' || /^<.+>$/.test(token)) add({ sign: token })
    else add(token)
  }
  for (const { children } of stack.splice(1)) for (const node of ['{{', ...children]) add(node)
  return stack[0]?.children ?? []
}

type Context = ReferenceOptions & { readonly used: string[] }

function renderNodes(nodes: readonly Node[], isChoice: boolean, context: Context): string {
  const isTrim = (node: Node | undefined): boolean =>
    typeof node === 'object' && 'raw' in node && /^\s*trim\s*$/i.test(node.raw)
  return nodes
    .map((node, index) => {
      if (typeof node !== 'string') return renderNode(node, isChoice, context)
      let text = node
      if (isTrim(nodes[index + 1])) text = text.replace(/[\r\n]+$/, '')
      if (isTrim(nodes[index - 1])) text = text.replace(/^[\r\n]+/, '')
      return isChoice ? text.replaceAll('\\,', ',') : text
    })
    .join('')
}

function renderNode(node: Braces | Sign, isChoice: boolean, context: Context): string {
  if ('sign' in node) {
    if (node.sign === '\\{{') return '{{'
    return standsFor(node.sign.toLowerCase() === '<user>' ? 'user' : 'char', context) ?? ''
  }
  const text = macro(node, context)
  if (text !== undefined) return text
  if (context.missing === 'error') throw new Unknown(node.at)
  if (context.missing === 'empty') return ''
  return `{{${renderNodes(node.children, isChoice, context)}}}`
}

function macro(node: Braces, context: Context): string | undefined {
  const { raw, at, children } = node
  const call =
    /^\s*(?:(random|pick|roll|reverse|comment|hidden_key)(?:\s*::?|\s+(?=\S))|\/\/)([\s\S]*)$/i.exec(
      raw,
    )
  if (call === null) return named(raw.trim(), context)
  const [, word = '//', rest = ''] = call
  switch (word.toLowerCase()) {
    case 'random':
    case 'pick':
      return choose(raw.length - rest.length, node, context)
    case 'roll':
      return rolled(rest.trim(), referenceDraw(context.seed, at))
    case 'reverse':
      return children.every((child) => typeof child === 'string')
        ? Array.from(rest.trim()).reverse().join('')
        : undefined
    default:
      return ''
  }
}

function named(name: string, context: Context): string | undefined {
  const word = name.toLowerCase()
  if (word === 'newline') return '\n'
  if (word === 'noop' || word === 'trim') return ''
  return standsFor(name, context)
}

function standsFor(name: string, { values, used }: Context): string | undefined {
  const exact = values.find(([key]) => key === name)
  const found = exact ?? values.find(([key]) => key.toLowerCase() === name.toLowerCase())
  if (found !== undefined) used.push(found[0])
  return found?.[1]
}

function choose(headLength: number, { at, children }: Braces, context: Context): string {
  const [head = '', ...others] = children
  const nodes = [String(head).slice(headLength), ...others]
  const isParted = nodes.some((node) => typeof node === 'string' && node.includes('::'))
  const choices: Node[][] = [[]]
  for (const node of nodes) {
    const parts = typeof node === 'string' ? node.split(isParted ? '::' : /(?<!\\),/) : [node]
    parts.forEach((part, index) => {
      if (index > 0) choices.push([])
      choices.at(-1)?.push(part)
    })
  }
  const chosen = choices[referenceDraw(context.seed, at)(choices.length)] ?? []
  const last = chosen.length - 1
  const trimmed = chosen.map((node, index) => {
    if (typeof node !== 'string') return node
    const begun = index === 0 ? node.trimStart() : node
    return index === last ? begun.trimEnd() : begun
  })
  return renderNodes(trimmed, true, context)
}

function rolled(dice: string, draw: (below: number) => number): string | undefined {
  const found = /^(?:(\d*)[dD])?(\d+)([+-]\d+)?$/.exec(dice)
  if (found === null) return undefined
  const [, times, sides, bonus] = found
  const count = Number(times || 1)
  if (count < 1 || count > 100 || Number(sides) < 1) return undefined
  const dies = Array.from({ length: count }, () => 1 + draw(Number(sides)))
  return String(dies.reduce((a, b) => a + b, 0) + Number(bonus ?? 0))
}

const WORD = 2n ** 32n

/** The draws of a place, in whole numbers without a bound. */
export function referenceDraw(seed: string, at: number): (below: number) => number {
  let hash = 0x811c9dc5n
  for (const unit of `${seed}\ntemplate`.split('')) {
    hash = ((hash ^ BigInt(unit.charCodeAt(0))) * 0x01000193n) % WORD
  }
  let state = hash ^ ((BigInt(at + 1) * 0x9e3779b1n) % WORD)
  return (below) => {
    state = (state + 0x6d2b79f5n) % WORD
    let mixed = ((state ^ (state >> 16n)) * 0x85ebca6bn) % WORD
    mixed = ((mixed ^ (mixed >> 13n)) * 0xc2b2ae35n) % WORD
    mixed ^= mixed >> 16n
    return Number((mixed * BigInt(below)) / WORD)
  }
}
