#!/usr/bin/env node
/** The entry of the command line. */
import { runProgram } from './program.ts'
import { runProcess } from './runProcess.ts'

await runProcess(() => runProgram(process.argv.slice(2)))
