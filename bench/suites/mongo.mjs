import { Agent, createServer, request } from 'node:http'
import { createNodeHandler } from '../../dist/node.js'
import { alternate, atLeast, atMost } from '../measure.mjs'
import {
  bareOperations,
  bareOperationsInTime,
  keptCharacters,
  mongooseOperations,
  nameOf,
  ownOperations,
  patchOf,
} from '../mongo-contenders.mjs'
import { openServer } from '../mongo-server.mjs'

export const title = 'a MongoDB server, against the bare calls of the driver for the same result'
const LANES = 16
const OPERATIONS = ['create', 'update', 'get', 'list']
const CALLS = { create: 400, update: 400, get: 1_000, list: 64 }
const SAME = '16 writers of one character / one writer of it'
const TRIPS = 'round trips of an update'
const KEPT = 'dramatis page of 100 that are kept / bare find().toArray()'
const OVER_HTTP = 'dramatis update over HTTP, on one connection / bare update'

export const contenders = [
  'control: bare update',
  ...OPERATIONS.flatMap((operation) => [
    `dramatis ${operation}`,
    `deadline ${operation}`,
    `mongoose ${operation}`,
  ]),
  `dramatis: ${SAME}`,
  `mongoose: ${SAME}`,
  KEPT,
  OVER_HTTP,
  TRIPS,
  `${TRIPS} whose head is known`,
]

export async function measure(contender) {
  const server = await openServer()
  try {
    if (contender.startsWith(TRIPS)) return await roundTrips(server, contender !== TRIPS)
    if (contender === KEPT) return await keptPage(server)
    if (contender === OVER_HTTP) return await overHttp(server)
    if (contender.endsWith(SAME)) return await oneCharacter(server, contender)
    return await overhead(server, contender)
  } finally {
    await server.stop()
  }
}

const OPEN = {
  dramatis: ownOperations,
  deadline: bareOperationsInTime,
  mongoose: mongooseOperations,
  bare: bareOperations,
}

/** Sixteen calls under way at once, each of a character of its own. */
async function overhead(server, contender) {
  const [who, operation] = contender.replace('control: ', '').split(' ')
  const open = OPEN[who]
  const bare = await bareOperations(server, 'bare')
  const own = await open(server, 'own')
  const calls = callsOf(operation)
  const { ratio, min, max, ...ns } = await alternate(bare[operation], own[operation], calls, LANES)
  return {
    µs: ns.ownNs / 1_000,
    'baseline µs': ns.baselineNs / 1_000,
    ratio,
    min,
    max,
    'CPU µs': ns.ownCpuNs / 1_000,
    'baseline CPU µs': ns.baselineCpuNs / 1_000,
    ...(who === 'dramatis' ? atMost(ratio, 1.15) : {}),
  }
}

/** As many updates of one character, by one writer after the other and by sixteen at once. */
async function oneCharacter(server, contender) {
  const open = contender.startsWith('dramatis') ? ownOperations : mongooseOperations
  const { updateOne } = await open(server, 'own')
  // Mongoose tries over and over: a fourth of the calls tells enough.
  const calls = Math.ceil(callsOf('update') / 4)
  const crowd = async () => {
    const share = Math.ceil(calls / LANES)
    const lane = async (first) => {
      for (let i = 0; i < share; i++) await updateOne(first + i)
    }
    await Promise.all(Array.from({ length: LANES }, (_, i) => lane(i * share)))
  }
  const alone = async () => {
    for (let i = 0; i < Math.ceil(calls / LANES) * LANES; i++) await updateOne(i)
  }
  const { ratio, min, max, ownNs, baselineNs } = await alternate(alone, crowd, 1)
  const goal = contender.startsWith('dramatis') ? atMost(ratio, 1) : {}
  const perCall = 1_000 * Math.ceil(calls / LANES) * LANES
  return { µs: ownNs / perCall, 'baseline µs': baselineNs / perCall, ratio, min, max, ...goal }
}

/** One page after the other: what has not changed is not read again. */
async function keptPage(server) {
  const bare = await bareOperations(server, 'bare')
  const service = await keptCharacters(server, 'own')
  const page = () => service.listCharacters({ limit: 100 })
  const [shown, read] = [await page(), await bare.list()]
  if (shown.length !== read.length) throw new Error('the pages differ')
  return faster(await alternate(bare.list, page, callsOf('list')), 1.8)
}

/** A request, its answer, and all that is between them. */
async function overHttp(server) {
  const bare = await bareOperations(server, 'bare')
  const service = await keptCharacters(server, 'own')
  const handler = createNodeHandler(service, { authorize: () => true, basePath: '/' })
  const host = createServer((request, response) => handler(request, response))
  await new Promise((resolve) => host.listen(0, '127.0.0.1', resolve))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const { port } = host.address()
  const update = (i) => put({ agent, port, path: `/${nameOf(i)}` }, patchOf(i))
  try {
    const { ratio, min, max, ...ns } = await alternate(bare.update, update, callsOf('update'))
    return { µs: ns.ownNs / 1_000, 'baseline µs': ns.baselineNs / 1_000, ratio, min, max }
  } finally {
    agent.destroy()
    host.close()
  }
}

function put(target, patch) {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify(patch)
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const asked = request({ ...target, host: '127.0.0.1', method: 'PUT', headers }, (answer) => {
      answer.resume()
      const isDone = answer.statusCode === 200
      answer.on('end', () => (isDone ? resolve() : reject(new Error(`${answer.statusCode}`))))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

function faster({ ratio, min, max, ...ns }, goal) {
  return {
    µs: ns.ownNs / 1_000,
    'baseline µs': ns.baselineNs / 1_000,
    'times as fast': 1 / ratio,
    min: 1 / max,
    max: 1 / min,
    ...atLeast(1 / ratio, goal),
  }
}

/** A head is known to the writers that come while another one of the same service writes it. */
async function roundTrips(server, isKnown) {
  const { updateOne } = await ownOperations(server, 'own')
  const writers = isKnown ? LANES : 1
  const sent = await server.commands(() =>
    Promise.all(Array.from({ length: writers }, (_, i) => updateOne(i))),
  )
  // The first of them had to read it.
  const trips = isKnown ? (sent - 3) / (writers - 1) : sent
  return { 'round trips': trips, ...atMost(trips, isKnown ? 2 : 3) }
}

function callsOf(operation) {
  return Math.ceil(CALLS[operation] * Number(process.env.SCALE ?? 1))
}
