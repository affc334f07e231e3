import { expect, vi } from 'vitest'
import { fastifyMount } from '../../http/mounts/fastify-mount.ts'
import { honoMount } from '../../http/mounts/fetch-mounts.ts'
import { koaMount } from '../../http/mounts/koa-mount.ts'
import { express4Mount, express5Mount, nodeMount } from '../../http/mounts/node-mounts.ts'
import { luna } from '../../support/characters.ts'
import type { HostSetup } from './kit/host.ts'
import { describeInBrowser } from './kit/in-browser.ts'
import { atRoot, behindProxy, likeNext, mountedIn } from './kit/mounts.ts'
import { button, editor, field, link } from './kit/places.ts'

// The frameworks send stacks to clients in every mode but this one, which they look up on loading.
vi.hoisted(() => vi.stubEnv('NODE_ENV', 'production'))

const HOSTS: readonly (readonly [title: string, mount: HostSetup['mount']])[] = [
  ['at the very root', atRoot],
  ['in a route of Next.js', likeNext],
  ['behind a proxy that strips a prefix', behindProxy],
  ...[nodeMount, express4Mount, express5Mount, fastifyMount, koaMount, honoMount].flatMap(
    (mount) =>
      [
        [`in ${mount.name}`, mountedIn(mount, '', false)],
        // With helmet, CORS and compression around it.
        [`in ${mount.name}, under a prefix and middleware`, mountedIn(mount, '/api', true)],
      ] as const,
  ),
]

describeInBrowser('The page', (act) => {
  for (const [title, mount] of HOSTS) {
    act(`${title} loads, lists and saves, and asks for nothing outside it`, async (stage) => {
      const host = await stage.host({ mount })
      await host.service.createCharacter(luna({ name: 'Ünï 光 a+b' }))
      const ada = await stage.person(host)
      await ada.hand.press(link(ada.page, 'Luna'))
      await ada.hand.write(field(editor(ada.page), 'Personality'), 'Saved from here')
      await ada.hand.press(button(ada.page, 'Save'))
      await ada.isTold(/^Saved as version 2$/)
      const stored = await host.service.getCharacter('Ünï 光 a+b')
      expect(stored).toMatchObject({ personality: 'Saved from here' })
      await ada.page.reload()
      await expect
        .poll(() => field(editor(ada.page), 'Personality').inputValue())
        .toBe('Saved from here')
      for (const request of ada.watch.requests) {
        const path = request.slice(request.indexOf(' ') + 1)
        expect(path.startsWith(host.base)).toBe(true)
      }
    })
  }

  act('is found at an address with a slash at its end', async (stage) => {
    const host = await stage.host()
    await host.service.createCharacter(luna())
    const ada = await stage.person(host)
    await ada.page.goto(`${host.page}/#/c/luna`)
    await editor(ada.page).waitFor()
  })
})
