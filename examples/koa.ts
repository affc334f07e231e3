/** Koa 3: middleware before the mount applies to the characters, too. */
import cors from '@koa/cors'
import { createKoaMiddleware } from 'dramatis/koa'
import Koa from 'koa'
import { decide, EXPOSED, isTooMany, ORIGIN, TOO_MANY, type User, userOf } from './host.ts'
import { announce, closeAll, HOSTNAME, PORT, service } from './serve.ts'

/** What this application keeps of each request. */
interface State {
  user: User | null
}
type Context = Koa.ParameterizedContext<State>

const app = new Koa<State>()

app.use(cors({ origin: ORIGIN, credentials: true, exposeHeaders: EXPOSED }))

app.use(async (context, next) => {
  if (!isTooMany(context.ip)) return next()
  context.status = TOO_MANY.status
  context.set(TOO_MANY.headers)
  context.body = TOO_MANY.body
})

app.use(async (context, next) => {
  context.state.user = userOf(context.headers['x-api-key'], context.headers.cookie)
  await next()
})

app.use(
  createKoaMiddleware<Context>(service, {
    basePath: '/api/characters',
    authorize: ({ operation, request }) => decide(operation, request.state.user),
    onError: (error, { operation, instance }) => console.error(operation, instance, error),
  }),
)

app.use((context) => {
  if (context.path === '/api/me') context.body = { user: context.state.user }
})

const server = app.listen(PORT, HOSTNAME, () => announce(server, () => closeAll(server)))
