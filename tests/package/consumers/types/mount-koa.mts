import * as mount from 'dramatis/koa'

export const names: readonly string[] = Object.keys(mount)
