import * as mount from 'dramatis/node'

export const names: readonly string[] = Object.keys(mount)
