/**
 * Two mounts of the same characters: everybody sees what is labelled `production`, editors see and change
 * the newest version, and publish it:
 *
 *   curl -X PUT -H 'x-api-key: let-me-write' -H 'content-type: application/json' \
 *     -d '{ "version_number": 1 }' http://127.0.0.1:3000/editors/characters/luna/labels/production
 */
import { createNodeHandler } from 'dramatis/node'
import express from 'express'
import { userOf } from './host.ts'
import { announce, closeAll, HOSTNAME, PORT, service } from './serve.ts'

const app = express()

// Mounted with a label, it can only be read, and of unpublished versions nothing shows.
app.use('/api', createNodeHandler(service, { label: 'production', authorize: () => true }))

app.use(
  '/editors',
  createNodeHandler<express.Request>(service, {
    authorize: ({ request }) => editorOf(request) !== null || { status: 401 },
    by: ({ request }) => editorOf(request),
    view: 'full',
    onError: (error, { operation, instance }) => console.error(operation, instance, error),
  }),
)

function editorOf(request: express.Request): string | null {
  const user = userOf(request.headers['x-api-key'], request.headers.cookie)
  return user?.isEditor ? user.name : null
}

const server = app.listen(PORT, HOSTNAME, () => announce(server, () => closeAll(server)))
