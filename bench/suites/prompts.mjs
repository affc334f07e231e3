import { performance } from 'node:perf_hooks'
import { renderTemplate } from '../../dist/prompt.js'
import { atMost, median } from '../measure.mjs'

export const title = 'one template of a megabyte, made to be slow, in a fresh process'
const MEGABYTE = 1_048_576
const ROUNDS = Number(process.env.ROUNDS ?? 5)
const UNITS = [
  '{{',
  '{{user}}',
  '{{random:',
  '{{random:a,b}}',
  '{{nobody}}',
  '{{reverse:',
  '<USER>',
]

const open = (unit) => unit.repeat(Math.ceil(MEGABYTE / unit.length))
const nested = (unit) => unit.repeat(MEGABYTE / 2 / unit.length) + '}}'.repeat(MEGABYTE / 4)
const TEMPLATES = {
  ...Object.fromEntries(UNITS.map((unit) => [`\`${unit}\``, () => open(unit)])),
  'nested `{{`': () => nested('{{'),
  'nested `{{random:`': () => nested('{{random:'),
  'prose, one name a line': () => open('{{char}} keeps the light for {{user}}, come what may.\n'),
}

export const contenders = Object.keys(TEMPLATES)

export async function measure(contender) {
  const text = TEMPLATES[contender]()
  const options = { character: { display_name: 'Mara' }, user: 'Ann' }
  const all = Array.from({ length: ROUNDS + 1 }, () => timeOf(() => renderTemplate(text, options)))
  const [first, ...rest] = all
  return {
    'ms, the first time': first,
    ms: median(rest),
    max: Math.max(...rest),
    ...atMost(first, 100),
  }
}

function timeOf(run) {
  const start = performance.now()
  run()
  return performance.now() - start
}
