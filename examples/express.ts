/** Express 5: what the application does for all its routes holds for the characters, too. */
import cors from 'cors'
import { createNodeHandler } from 'dramatis/node'
import express from 'express'
import { decide, EXPOSED, isTooMany, ORIGIN, TOO_MANY, type User, userOf } from './host.ts'
import { announce, closeAll, HOSTNAME, PORT, service } from './serve.ts'

/** What this application knows of each request: set below, read in `authorize`. */
const users = new WeakMap<express.Request, User | null>()

const app = express()

app.use(cors({ origin: ORIGIN, credentials: true, exposedHeaders: EXPOSED }))

app.use((req, res, next) => {
  if (!isTooMany(req.ip ?? '')) return next()
  res.status(TOO_MANY.status).set(TOO_MANY.headers).json(TOO_MANY.body)
})

app.use((req, _res, next) => {
  users.set(req, userOf(req.headers['x-api-key'], req.headers.cookie))
  next()
})

// Before or after express.json(): both work. Before it, the limits of the library hold for bodies.
app.use(
  '/api',
  createNodeHandler<express.Request>(service, {
    authorize: ({ operation, request }) => decide(operation, users.get(request) ?? null),
    onError: (error, { operation, instance }) => console.error(operation, instance, error),
  }),
)

app.use(express.json())
app.get('/api/me', (req, res) => {
  res.json({ user: users.get(req) })
})

const server = app.listen(PORT, HOSTNAME, () => announce(server, () => closeAll(server)))
