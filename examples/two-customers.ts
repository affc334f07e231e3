/**
 * Two customers in one Express application, which never see each other's characters. Who asks says so by
 * a key: `curl -H 'x-api-key: acme-key' http://127.0.0.1:3000/api/characters`.
 */
import { isCharacterError } from 'dramatis'
import { createNodeHandler } from 'dramatis/node'
import express from 'express'
import { CAST } from './cast.ts'
import { announce, closeAll, HOSTNAME, PORT, service } from './serve.ts'

/** In a real application: a table of keys. */
const CUSTOMERS: ReadonlyMap<string, string> = new Map([
  ['acme-key', 'acme'],
  ['globex-key', 'globex'],
])

// Each begins with a luna of its own.
for (const tenant of CUSTOMERS.values()) {
  const [luna] = CAST
  if (luna === undefined) continue
  const own = { ...luna, display_name: `Luna of ${tenant}` }
  await service
    .forTenant(tenant)
    .createCharacter(own, { by: 'setup' })
    .catch((error: unknown) => {
      if (!isCharacterError(error, 'CHARACTER_ALREADY_EXISTS')) throw error
    })
}

const app = express()
app.use(
  '/api',
  createNodeHandler<express.Request>(service, {
    tenant: ({ request }) => CUSTOMERS.get(request.get('x-api-key') ?? '') ?? null,
    // Who is no customer would be asking for the characters of none.
    authorize: ({ tenant }) => tenant !== null || { status: 401 },
    onError: (error, { operation, instance }) => console.error(operation, instance, error),
  }),
)

const server = app.listen(PORT, HOSTNAME, () => announce(server, () => closeAll(server)))
