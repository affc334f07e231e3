import 'reflect-metadata'
import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import compression from 'compression'
import helmet from 'helmet'
import { createNodeHandler } from '../../../src/http/mounts/node.ts'
import { atPort, HOST_TEXT, type Mount, portOf } from './mount.ts'

/** A controller of the host, decorated by hand: this project compiles no decorators. */
class OwnController {
  chat(): string {
    return HOST_TEXT
  }
}
const chat = Object.getOwnPropertyDescriptor(OwnController.prototype, 'chat') ?? {}
const paths = ['characters/luna/chat', 'api/characters/luna/chat', 'other']
Get(paths)(OwnController.prototype, 'chat', chat as TypedPropertyDescriptor<unknown>)
Controller()(OwnController)

class AppModule {}
Module({ controllers: [OwnController] })(AppModule)

/** NestJS on Express. */
export const nestMount: Mount = {
  name: 'NestJS 12',
  how: '`app.use(createNodeHandler(…))`',
  hasParser: true,
  hasExtras: true,
  hasNext: true,
  async start({ service, prefix, parser, extras, more }) {
    const app = await NestFactory.create<NestExpressApplication>(AppModule, {
      bodyParser: false,
      logger: false,
    })
    if (extras) app.enableCors()
    if (extras) app.use(helmet(), compression())
    if (parser === 'before') app.useBodyParser('json')
    const handler = createNodeHandler(service, { authorize: 'public', ...more })
    if (prefix === '') app.use(handler)
    else app.use(prefix, handler)
    if (parser === 'after') app.useBodyParser('json')
    await app.listen(0, '127.0.0.1')
    return atPort(portOf(app.getHttpServer()), () => app.close())
  },
}
