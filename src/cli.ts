#!/usr/bin/env node
// The command `dramatis`.
import { readFileSync } from 'node:fs'
import { processIo } from './cli/process-io.ts'
import { runCommand } from './cli/run-command.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
process.exitCode = await runCommand(process.argv.slice(2), processIo(), version)
