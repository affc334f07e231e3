/** NestJS on Express: the characters are a middleware, and the service a provider of every controller. */
import 'reflect-metadata'
import { Controller, Get, Module, Req } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { CharacterService } from 'dramatis'
import { createNodeHandler } from 'dramatis/node'
import type { NextFunction, Request, Response } from 'express'
import { decide, EXPOSED, isTooMany, ORIGIN, TOO_MANY, type User, userOf } from './host.ts'
import { announce, HOSTNAME, PORT, service } from './serve.ts'

/** What this application knows of each request: set in a middleware, read in `authorize`. */
const users = new WeakMap<Request, User | null>()

/** A controller of the application beside the characters. */
class MeController {
  me(request: Request): { readonly user: User | null } {
    return { user: users.get(request) ?? null }
  }
}

class AppModule {}

// Decorators, called by hand: this folder is run by a compiler that knows none. Yours are `@Get('me')`.
const me = Object.getOwnPropertyDescriptor(MeController.prototype, 'me') ?? {}
Get('me')(MeController.prototype, 'me', me as TypedPropertyDescriptor<unknown>)
Req()(MeController.prototype, 'me', 0)
Controller('api')(MeController)
Module({
  controllers: [MeController],
  providers: [{ provide: CharacterService, useValue: service }],
})(AppModule)

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: ['error'] })

app.enableCors({ origin: ORIGIN, credentials: true, exposedHeaders: EXPOSED })

app.use((req: Request, res: Response, next: NextFunction) => {
  if (isTooMany(req.ip ?? '')) {
    res.status(TOO_MANY.status).set(TOO_MANY.headers).json(TOO_MANY.body)
    return
  }
  users.set(req, userOf(req.headers['x-api-key'], req.headers.cookie))
  next()
})

app.use(
  '/api',
  createNodeHandler<Request>(app.get(CharacterService), {
    authorize: ({ operation, request }) => decide(operation, users.get(request) ?? null),
    onError: (error, { operation, instance }) => console.error(operation, instance, error),
  }),
)

await app.listen(PORT, HOSTNAME)
announce(app.getHttpServer(), () => app.close())
