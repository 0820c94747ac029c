/**
 * Adds a verb whose command line is taken literally: no option twice, no argument that was not asked for, no
 * required option left out. Commander by itself lets the last of two values win, and names a missing option
 * before an unknown one, which hides the typing error behind it.
 */
import type { Command } from 'commander'
import { ArgumentError } from '../errors.ts'
import { interruptible } from './interruption.ts'

export interface VerbOption {
  /** As commander writes it: `--layers <widths>`, or `--fresh` for a switch. */
  readonly flags: string
  readonly description: string
  readonly read?: (text: string) => unknown
  readonly required?: true
}

export interface Verb<Options> {
  readonly name: string
  readonly description: string
  /** `[pattern...]`; without it, no arguments. */
  readonly arguments?: string
  readonly options: readonly VerbOption[]
  /** @returns the exit code */
  readonly run: (options: Options, args: readonly string[], signal: AbortSignal) => Promise<number>
}

/** @param onEnd told the exit code of the verb */
export function addVerb<Options extends object>(
  program: Command,
  verb: Verb<Options>,
  onEnd: (exitCode: number) => void,
): void {
  const command = program.command(verb.name).description(verb.description)
  if (verb.arguments !== undefined) command.argument(verb.arguments)
  for (const option of verb.options) addOption(command, option)
  // Commander would count excess arguments; an error that quotes the first one shows where the slip is.
  command.allowExcessArguments(true)
  command.action(async () => {
    if (verb.arguments === undefined) requireNoArguments(verb.name, command.args)
    requireAll(command, verb.options)
    onEnd(await interruptible((signal) => verb.run(command.opts<Options>(), command.args, signal)))
  })
}

function addOption(command: Command, { flags, description, read, required }: VerbOption): void {
  const text = required ? `${description} (required)` : description
  const option = command.createOption(flags, text)
  if (read !== undefined) option.argParser((value: string) => read(value))
  command.addOption(option)
  let seen = false
  command.on(`option:${option.name()}`, () => {
    if (seen) throw new ArgumentError('saddlecheck', option.long ?? flags, 'given once', 'it twice')
    seen = true
  })
}

function requireNoArguments(name: string, [first]: readonly string[]): void {
  if (first === undefined) return
  throw new ArgumentError(
    'saddlecheck',
    name,
    'followed by options only',
    JSON.stringify(first),
    'Quote a value that contains blanks',
  )
}

function requireAll(command: Command, options: readonly VerbOption[]): void {
  const missing = options
    .filter(({ required }) => required)
    .map(({ flags }) => command.createOption(flags))
    .filter((option) => command.getOptionValue(option.attributeName()) === undefined)
    .map(({ flags }) => flags)
  if (missing.length === 0) return
  throw new ArgumentError('saddlecheck', command.name(), `given ${missing.join(', ')}`, 'none')
}
