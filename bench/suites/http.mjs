import { CharacterService, memoryStorage, toCharacterResponse } from '../../dist/index.js'
import { character, NAMES, TTL_MS } from '../caches.mjs'
import { startLoad } from '../load-client.mjs'
import { alternateRounds, atLeast, median, ROUNDS } from '../measure.mjs'
import { FRAMEWORKS, nodeServer, rawServer } from '../servers.mjs'

export const title = 'answers per second, against a baseline in the same process'
const LIST = '/characters?limit=100'
const ONE = `/characters/${NAMES[7]}`

/** What is loaded, what it is measured against, and how many times as fast it should be. */
const CONTENDERS = {
  'control: raw GET / raw GET': {
    baseline: raw(ONE),
    own: raw(ONE),
  },
  'node mount GET / raw GET': { baseline: raw(ONE), own: mount(ONE), goal: 0.95 },
  'node mount GET with authorize / raw GET': {
    baseline: raw(ONE),
    own: mount(ONE, { authorize: ({ operation }) => operation === 'get' }),
  },
  'node mount 304 / its 200': { baseline: mount(ONE), own: notModified(mount(ONE)), goal: 1.2 },
  'node mount list of 100 / raw list': { baseline: raw(LIST), own: mount(LIST) },
}
for (const [name, { mount: own, byHand }] of Object.entries(FRAMEWORKS)) {
  const mounted = async ({ service }) => own(service)
  CONTENDERS[`${name} GET: mount / by hand`] = {
    baseline: at(ONE, byHand),
    own: at(ONE, mounted),
    goal: 1,
  }
  CONTENDERS[`${name} list of 100: mount / by hand`] = {
    baseline: at(LIST, byHand),
    own: at(LIST, mounted),
    goal: 1,
  }
}

export const contenders = Object.keys(CONTENDERS)

export async function measure(contender) {
  const { baseline, own, goal } = CONTENDERS[contender]
  const data = await seed()
  const [base, mine] = [await baseline(data), await own(data)]
  const load = startLoad()
  const cpu = { base: [], own: [] }
  const round = (side, target) => async () => {
    const { perSecond, cpuUs } = await load.run(target, target.status ?? 200)
    cpu[side].push(cpuUs)
    return 1 / perSecond
  }
  const cost = await alternateRounds(
    round('base', base),
    round('own', mine),
    Math.min(ROUNDS, Number(process.env.HTTP_ROUNDS ?? 9)),
  )
  load.stop()
  const speed = 1 / cost.ratio
  return {
    'per second': Math.round(1 / cost.own),
    'baseline per second': Math.round(1 / cost.base),
    'times as fast': speed,
    min: 1 / cost.max,
    max: 1 / cost.min,
    'CPU µs': median(cpu.own),
    'baseline CPU µs': median(cpu.base),
    ...(goal === undefined ? {} : atLeast(speed, goal)),
  }
}

/** A hundred characters and more, all of them in the cache. */
async function seed() {
  const service = new CharacterService({ storage: memoryStorage(), cacheTtlMs: TTL_MS })
  const names = [...NAMES, ...NAMES.map((name) => `${name}-other`)]
  for (const name of names) await service.createCharacter(character(name))
  for (const name of names) await service.getCharacter(name)
  const shown = (await service.listCharacters()).map((one) => toCharacterResponse(one))
  return { service, map: new Map(shown.map((one) => [one.name, one])), list: shown.slice(0, 100) }
}

function at(path, start) {
  return async (data) => ({ url: `${await start(data)}${path}` })
}

function mount(path, options) {
  return at(path, ({ service }) => nodeServer(service, options))
}

/** The very answer of the mount, from a server that does nothing else. */
function raw(path) {
  return async (data) => {
    const { url } = await mount(path)(data)
    const response = await fetch(url)
    const {
      date,
      connection,
      'keep-alive': alive,
      ...headers
    } = Object.fromEntries(response.headers)
    const body = Buffer.from(await response.arrayBuffer())
    return { url: `${await rawServer({ status: response.status, headers, body })}${path}` }
  }
}

function notModified(target) {
  return async (data) => {
    const { url } = await target(data)
    const etag = (await fetch(url)).headers.get('etag')
    return { url, headers: { 'if-none-match': etag }, status: 304 }
  }
}
