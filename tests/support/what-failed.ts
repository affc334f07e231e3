import { appendFileSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** Where the lines go: `scripts/check.mjs` prints them when all is done. */
const FILE = '.cache/reports/failed.txt'

/** Writes what failed, a line each: tests, files that do not load, hooks, and errors outside every test. */
export default class WhatFailed implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const lines = [...modules.flatMap(failuresOf), ...unhandled.map(outsideOf)]
    if (lines.length > 0) appendFileSync(FILE, `${lines.join('\n')}\n`)
  }
}

function failuresOf(module: TestModule): string[] {
  const { relativeModuleId: file } = module
  const suites = [module, ...module.children.allSuites()]
  return [
    ...suites.flatMap((suite) => suite.errors()).map((error) => line(file, error)),
    ...[...module.children.allTests('failed')].flatMap((test) =>
      (test.result().errors ?? []).map((error) => line(`${file} > ${test.fullName}`, error)),
    ),
  ]
}

function outsideOf(error: SerializedError): string {
  return line('outside every test', error)
}

function line(where: string, { message, stack = '' }: SerializedError): string {
  const at = stack.split('\n').find((frame) => /^ *at .*\/(tests|src)\//.test(frame)) ?? ''
  return `${where}: ${message.replace(/\s+/g, ' ').slice(0, 400)} ${at.trim()}`
}
