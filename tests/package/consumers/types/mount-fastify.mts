import * as mount from 'dramatis/fastify'

export const names: readonly string[] = Object.keys(mount)
