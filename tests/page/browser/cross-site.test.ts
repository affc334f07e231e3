import type { RequestListener } from 'node:http'
import { expect } from 'vitest'
import { createNodeHandler } from '../../../src/http/mounts/node.ts'
import { EVERY_ROUTE, ID } from '../../http/every-route.ts'
import { luna } from '../../support/characters.ts'
import { type CastService, type HostSetup, listen } from './kit/host.ts'
import { describeInBrowser } from './kit/in-browser.ts'
import { nova } from './kit/places.ts'

/** A write of the API, as another site would send it. */
interface Attack {
  readonly path: string
  readonly method: string
  readonly body: string
}

const WRITES = EVERY_ROUTE.filter(({ method }) => method !== 'GET')

/** All that is stored, with its history and labels. */
async function everything(service: CastService): Promise<unknown> {
  const characters = await service.listCharacters()
  const histories = characters.map(async ({ name }) => [
    await service.listVersions(name),
    await service.listLabels(name),
  ])
  return [characters, await Promise.all(histories), await service.listDeletedCharacters()]
}

/** Notes what arrives, and how it is answered. */
function noting(arrived: string[]): HostSetup['mount'] {
  return (service, options) => {
    const handler = createNodeHandler(service, options)
    const listener: RequestListener = (request, response) => {
      response.on('finish', () => {
        arrived.push(
          `${request.method} ${request.headers['sec-fetch-site']} ${response.statusCode}`,
        )
      })
      handler(request, response)
    }
    return listen(listener, '/characters')
  }
}

/** In the page of the other site: each write, in each way that a browser sends without asking first, and with. */
async function attackAll(given: {
  readonly origin: string
  readonly attacks: readonly Attack[]
}): Promise<void> {
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']
  const send = (url: string, init: RequestInit): Promise<unknown> =>
    fetch(url, { credentials: 'include', ...init }).catch(() => null)
  for (const { path, method, body } of given.attacks) {
    const url = given.origin + path
    for (const type of types) {
      navigator.sendBeacon(url, new Blob([body], { type }))
      await send(url, { method: 'POST', mode: 'no-cors', body: new Blob([body], { type }) })
    }
    navigator.sendBeacon(url)
    navigator.sendBeacon(url, new Blob([body]))
    await send(url, { method: 'POST', mode: 'no-cors' })
    await send(url, { method: 'POST', mode: 'no-cors', body: new Blob([body]) })
    await send(url, { method, headers: { 'content-type': 'application/json' }, body })
    for (const enctype of types) {
      await new Promise<void>((resolve) => {
        const frame = document.createElement('iframe')
        frame.name = `frame-${Math.random()}`
        document.body.append(frame)
        const form = document.body.appendChild(document.createElement('form'))
        // As `{"a": "b=c"}` in a body of text/plain.
        const [name = '', value = ''] = body.split(/:(.*)/s)
        const input = form.appendChild(document.createElement('input'))
        Object.assign(input, { type: 'hidden', name, value })
        Object.assign(form, { method: 'POST', action: url, enctype, target: frame.name })
        frame.addEventListener('load', () => resolve())
        form.submit()
      })
    }
  }
}

describeInBrowser('A page of another site', (act) => {
  // Red when a POST with a type of forms is read as JSON, or one without a body is taken from anywhere.
  act('changes nothing with the cookies of its visitor', async (stage) => {
    const arrived: string[] = []
    const host = await stage.host({ mount: noting(arrived) })
    await host.service.createCharacter(luna())
    await host.service.createCharacter(nova())
    await host.service.setLabel('luna', 'live', 1)
    const { id } = await host.service.deleteCharacter('nova')
    const before = await everything(host.service)
    // `localhost` and `127.0.0.1` are two sites, for all that they are one machine.
    const other = await listen(
      (_request, response) =>
        void response.writeHead(200, { 'content-type': 'text/html' }).end('<body></body>'),
      '/',
    )
    const context = await stage.browser.newContext()
    try {
      const page = await context.newPage()
      await page.goto(other.origin.replace('127.0.0.1', 'localhost'))
      const attacks = WRITES.map(({ path, method, json }) => ({
        path: path.replace(new RegExp(ID, 'i'), id),
        method,
        body: JSON.stringify(json ?? {}),
      }))
      await page.evaluate(attackAll, { origin: host.origin, attacks })
      // Five beacons, five POSTs without asking and three forms of each; what asks first, once.
      const posts = () => arrived.filter((one) => one.startsWith('POST cross-site'))
      await expect.poll(() => posts().length).toBe(attacks.length * 13)
      expect(new Set(posts())).toEqual(
        new Set([403, 405, 415].map((status) => `POST cross-site ${status}`)),
      )
      const asked = arrived.filter((one) => one.startsWith('OPTIONS cross-site'))
      expect(asked).toHaveLength(attacks.length)
      expect(arrived).toHaveLength(attacks.length * 14)
    } finally {
      await context.close()
      await other.close()
    }
    expect(await everything(host.service)).toEqual(before)
  })
})
